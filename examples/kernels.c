/* Activation functions of float32 arrays, as symact verify calls them: path/libkernels.so:gelu */

#include <math.h>
#include <stddef.h>

static const float SQRT1_2F = 0.70710678118654752f;
static const float INV_SQRT_2PIF = 0.39894228040143268f;

/* x/2*(1 + erf(x/sqrt(2))); erfc keeps the left tail, which 1 + erf would lose. */
void gelu(const float *x, float *y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] == -INFINITY ? -0.0f : 0.5f * x[i] * erfcf(-SQRT1_2F * x[i]);
}

void gelu_gradient(const float *x, float *y, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float density = INV_SQRT_2PIF * expf(-0.5f * x[i] * x[i]);
        y[i] = 0.5f * erfcf(-SQRT1_2F * x[i]) + (density == 0.0f ? 0.0f : x[i] * density);
    }
}

/* As textbooks write it: exp(x) overflows long before the result does, and 1 swallows small exp(x). */
void softplus_textbook(const float *x, float *y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] = logf(1.0f + expf(x[i]));
}

void softplus(const float *x, float *y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] = fmaxf(x[i], 0.0f) + log1pf(expf(-fabsf(x[i])));
}
