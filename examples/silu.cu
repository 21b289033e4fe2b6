// A CUDA kernel as a filter: symact verify "cmd:./silu" silu --dtype float32

#include <cstdio>
#include <vector>

__global__ void silu(const float *x, float *y, size_t n)
{
    size_t i = blockIdx.x * size_t(blockDim.x) + threadIdx.x;
    if (i < n)
        y[i] = isinf(x[i]) ? fmaxf(x[i], -0.0f) : x[i] / (1.0f + expf(-x[i]));
}

int main()
{
    std::vector<float> words;
    float block[4096];
    for (size_t n; (n = fread(block, sizeof *block, 4096, stdin)) > 0;)
        words.insert(words.end(), block, block + n);
    float *x, *y;
    size_t size = words.size() * sizeof(float);
    if (cudaMalloc(&x, size) != cudaSuccess || cudaMalloc(&y, size) != cudaSuccess) {
        fprintf(stderr, "no memory on a GPU\n");
        return 1;
    }
    cudaMemcpy(x, words.data(), size, cudaMemcpyHostToDevice);
    if (!words.empty())
        silu<<<(words.size() + 255) / 256, 256>>>(x, y, words.size());
    if (cudaMemcpy(words.data(), y, size, cudaMemcpyDeviceToHost) != cudaSuccess) {
        fprintf(stderr, "%s\n", cudaGetErrorString(cudaGetLastError()));
        return 1;
    }
    return fwrite(words.data(), sizeof(float), words.size(), stdout) == words.size() ? 0 : 1;
}
