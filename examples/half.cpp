// bfloat16 and float16 functions on their bits: uint16_t in and out, computed in double, rounded once to nearest even.

#include <algorithm>
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

double from_half(std::uint16_t bits)
{
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double size = exponent == 31 ? (fraction ? NAN : INFINITY)
                : exponent == 0  ? std::ldexp(fraction, -24)
                                 : std::ldexp(1024 + fraction, exponent - 25);
    return bits & 0x8000 ? -size : size;
}

// For |value| <= 1. Subnormal numbers have the spacing of the least normal ones.
std::uint16_t to_half(double value)
{
    if (std::isnan(value))
        return 0x7e00;
    int exponent = value == 0 ? -14 : std::max(std::ilogb(value), -14);
    int steps = static_cast<int>(std::nearbyint(std::ldexp(std::fabs(value), 10 - exponent)));
    return static_cast<std::uint16_t>((std::signbit(value) ? 0x8000 : 0) + ((exponent + 14) << 10) + steps);
}

}  // namespace

extern "C" void silu_bf16(const std::uint16_t *x, std::uint16_t *y, std::size_t n)
{
    for (std::size_t i = 0; i < n; i++)
        y[i] = rounded(to_odd(silu(widened(x[i]))));
}

extern "C" void tanh_f16(const std::uint16_t *x, std::uint16_t *y, std::size_t n)
{
    for (std::size_t i = 0; i < n; i++)
        y[i] = to_half(std::tanh(from_half(x[i])));
}
