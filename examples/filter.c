/* A filter for symact verify "cmd:./filter {dtype} {order}" tanh: words in, words out. */

#include <math.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc != 3 || strcmp(argv[1], "float32") != 0) {
        fprintf(stderr, "usage: filter float32 0|1\n");
        return 2;
    }
    int gradient = strcmp(argv[2], "1") == 0;
    float block[4096];
    size_t n;
    while ((n = fread(block, sizeof block[0], 4096, stdin)) > 0) {
        for (size_t i = 0; i < n; i++) {
            float c = coshf(block[i]);
            block[i] = gradient ? 1.0f / (c * c) : tanhf(block[i]);
        }
        if (fwrite(block, sizeof block[0], n, stdout) != n)
            return 1;
    }
    return 0;
}
