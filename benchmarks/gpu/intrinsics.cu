// Activations with CUDA's fast intrinsics, as kernels that care for speed alone write them.
//   nvcc -O3 -shared -Xcompiler -fPIC -arch=native -o /tmp/symact-intrinsics.so intrinsics.cu

__device__ float tanh_approx(float x) {
    float y;
    asm("tanh.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

__device__ float ex2_approx(float x) {
    float y;
    asm("ex2.approx.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

#define ACTIVATION(name, formula)                                                           \
    __global__ void name##_kernel(const float *in, float *out, long long count) {           \
        long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;                     \
        if (i < count) {                                                                    \
            float x = in[i];                                                                \
            out[i] = formula;                                                               \
        }                                                                                   \
    }                                                                                       \
    extern "C" int fast_##name(const void *in, void *out, long long count) {                \
        name##_kernel<<<(count + 255) / 256, 256>>>((const float *)in, (float *)out, count); \
        cudaError_t launched = cudaGetLastError();                                          \
        return (int)(launched != cudaSuccess ? launched : cudaDeviceSynchronize());         \
    }

ACTIVATION(tanh, tanh_approx(x))
ACTIVATION(sigmoid, __fdividef(1.0f, 1.0f + __expf(-x)))
ACTIVATION(silu, __fdividef(x, 1.0f + ex2_approx(x * -1.4426950408889634f)))
ACTIVATION(gelu_tanh, 0.5f * x * (1.0f + tanh_approx(0.7978845608028654f * (x + 0.044715f * x * x * x))))
ACTIVATION(softplus, x > 20.0f ? x : __logf(1.0f + __expf(x)))
ACTIVATION(elu, x > 0.0f ? x : __expf(x) - 1.0f)
ACTIVATION(mish, x * tanh_approx(__logf(1.0f + __expf(x))))
ACTIVATION(log_sigmoid, -__logf(1.0f + __expf(-x)))
