@@{comment}
//
// Arrays, an element a row:
//     @@{p}_x       encoding of the input
//     @@{p}_y       encoding of the correctly rounded result
//     @@{p}_lo, hi  ends of the interval of right results; both are y but at kinks and jumps
//     @@{p}_rule    which results are right: @@{rules}
//     @@{p}_ulp     the ulp of the exact value is 2^ulp
//     @@{p}_rest    (exact value - y) / ulp, what rounding cut off
//
// The header also judges  @@{value} symact_candidate(@@{value} x),  a function of @@{meaning}:
//     cc -DSYMACT_MAIN -x c this.h -x none candidate.c -lm && ./a.out
// Exit codes: 0 all rows are right, 1 some are not. -DSYMACT_MAX_ULP=1 allows errors of up to 1 ulp.

#ifndef SYMACT_@@{P}
#define SYMACT_@@{P}

#include <math.h>
#include <stdint.h>

#define @@{p}_rows @@{rows}L
typedef @@{word} @@{p}_word;
typedef @@{value} @@{p}_value;

@@{arrays}

@@{decoding}

/* Whether a result is right in a row. */
static inline int @@{p}_accepts(long row, @@{p}_word got) {
    switch (@@{p}_rule[row]) {
    case 0: return got == @@{p}_y[row];
    case 1: return @@{p}_key(got) == 0 && !@@{p}_is_nan(got);
    case 2: return @@{p}_is_nan(got);
    case 3: return !@@{p}_is_nan(got) && @@{p}_key(got) >= @@{p}_key(@@{p}_lo[row])
                && @@{p}_key(got) <= @@{p}_key(@@{p}_hi[row]);
    default: return 1;
    }
}

/* The error of a result in ulp of the exact value, in double to about 1e-15 of it; infinite where there is none. */
static inline double @@{p}_error(long row, @@{p}_word got) {
    @@{p}_word due = @@{p}_y[row];
    double difference;
    if (@@{p}_rule[row] != 0 && @@{p}_accepts(row, got)) return 0;
    if (@@{p}_rule[row] == 3) due = @@{p}_key(got) < @@{p}_key(@@{p}_lo[row]) ? @@{p}_lo[row] : @@{p}_hi[row];
    if (@@{p}_is_nan(got) || @@{p}_is_nan(due)) return INFINITY;
    if (@@{p}_is_infinite(got) || @@{p}_is_infinite(due)) return got == due ? 0 : INFINITY;
    difference = ldexp(@@{p}_number(got) - @@{p}_number(due), -@@{p}_ulp[row]);
    return fabs(@@{p}_rule[row] == 3 ? difference : difference - @@{p}_rest[row]);
}

#ifdef SYMACT_MAIN
#include <stdio.h>
#include <string.h>

#ifndef SYMACT_MAX_ULP
#define SYMACT_MAX_ULP 0.5
#endif

#ifdef __cplusplus
extern "C"
#endif
@@{value} symact_candidate(@@{value} x);

/* The candidate on encodings; fits becomes 0 if the result is no number of the format. */
static @@{p}_word @@{p}_call(@@{p}_word bits, int *fits) {
@@{call}
}

int main(void) {
    long row, wrong = 0, failed = 0, worst = -1;
    double greatest = 0;
    for (row = 0; row < @@{p}_rows; ++row) {
        int fits = 1;
        @@{p}_word got = @@{p}_call(@@{p}_x[row], &fits);
        double error = fits ? @@{p}_error(row, got) : INFINITY;
        if (fits && @@{p}_accepts(row, got)) continue;
        ++wrong;
        if (worst < 0 || error > greatest) { greatest = error; worst = row; }
        if (SYMACT_MAX_ULP > 0.5 && error <= SYMACT_MAX_ULP) continue;
        if (++failed <= 20)
            printf("x = 0x%0@@{digits}llx: got 0x%0@@{digits}llx, correct 0x%0@@{digits}llx, error %.6g ulp\n",
                   (unsigned long long)@@{p}_x[row], (unsigned long long)got,
                   (unsigned long long)@@{p}_y[row], error);
    }
    printf("@@{about}: %ld of %ld rows are not correctly rounded", wrong, @@{p}_rows);
    if (wrong)
        printf("; greatest error %.6g ulp at x = 0x%0@@{digits}llx", greatest, (unsigned long long)@@{p}_x[worst]);
    printf("; %s\n", failed ? "FAIL" : "PASS");
    return failed ? 1 : 0;
}
#endif

#endif
