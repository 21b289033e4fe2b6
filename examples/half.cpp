// bfloat16 functions on its bits: uint16_t in and out, computed in double, rounded once to nearest even.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace {

float widened(std::uint16_t bits)
{
    std::uint32_t word = std::uint32_t(bits) << 16;
    float value;
    std::memcpy(&value, &word, sizeof value);
    return value;
}

// To odd in float first, so that the rounding to bfloat16 that follows is the only one that counts.
float to_odd(double value)
{
    float near = static_cast<float>(value);
    if (std::isnan(value) || static_cast<double>(near) == value)
        return near;
    std::uint32_t word;
    std::memcpy(&word, &near, sizeof word);
    bool away = std::fabs(static_cast<double>(near)) > std::fabs(value);
    word = (away ? word - 1 : word) | 1;
    std::memcpy(&near, &word, sizeof word);
    return near;
}

std::uint16_t rounded(float value)
{
    std::uint32_t word;
    std::memcpy(&word, &value, sizeof word);
    if (std::isnan(value))
        return 0x7fc0;
    return static_cast<std::uint16_t>((word + 0x7fff + ((word >> 16) & 1)) >> 16);
}

double silu(double x)
{
    if (std::isinf(x))
        return x > 0 ? x : -0.0;
    return x / (1.0 + std::exp(-x));
}

}  // namespace

extern "C" void silu_bf16(const std::uint16_t *x, std::uint16_t *y, std::size_t n)
{
    for (std::size_t i = 0; i < n; i++)
        y[i] = rounded(to_odd(silu(widened(x[i]))));
}
