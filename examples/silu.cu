// A CUDA kernel, as a filter program and as a function of a shared library:
//     nvcc -O2 -o silu silu.cu                                   cmd:./silu
//     nvcc -O2 -shared -Xcompiler -fPIC -o libsilu.so silu.cu    ./libsilu.so:silu

#include <cstdio>
#include <cstdlib>
#include <vector>

__global__ void silu_kernel(float *x, size_t n)
{
    size_t i = blockIdx.x * size_t(blockDim.x) + threadIdx.x;
    if (i < n)
        x[i] = isinf(x[i]) ? fmaxf(x[i], -0.0f) : x[i] / (1.0f + expf(-x[i]));
}

static cudaError_t run(const float *x, float *y, size_t n)
{
    if (n == 0)
        return cudaSuccess;
    float *device;
    size_t size = n * sizeof(float);
    cudaError_t error = cudaMalloc(&device, size);
    if (error != cudaSuccess)
        return error;
    error = cudaMemcpy(device, x, size, cudaMemcpyHostToDevice);
    if (error == cudaSuccess) {
        silu_kernel<<<(n + 255) / 256, 256>>>(device, n);
        error = cudaGetLastError();
    }
    if (error == cudaSuccess)
        error = cudaMemcpy(y, device, size, cudaMemcpyDeviceToHost);
    cudaFree(device);
    return error;
}

// No result is better than a wrong one: the verdict then quotes what was said last.
extern "C" void silu(const float *x, float *y, size_t n)
{
    cudaError_t error = run(x, y, n);
    if (error == cudaSuccess)
        return;
    fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
    abort();
}

int main()
{
    std::vector<float> words;
    float block[4096];
    for (size_t n; (n = fread(block, sizeof *block, 4096, stdin)) > 0;)
        words.insert(words.end(), block, block + n);
    silu(words.data(), words.data(), words.size());
    return fwrite(words.data(), sizeof(float), words.size(), stdout) == words.size() ? 0 : 1;
}
