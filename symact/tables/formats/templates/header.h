@@{comment}
//
// Arrays, @@{layout}:
//     @@{p}_x       encoding of the input
//     @@{p}_y       encoding of the correctly rounded result
//     @@{p}_lo, hi  ends of the interval of right results; both are y but at kinks and jumps
//     @@{p}_rule    which results are right: @@{rules}
//     @@{p}_ulp     the ulp of the exact value is 2^ulp
//     @@{p}_rest    (exact value - y) / ulp, what rounding cut off
//
// The header also judges  @@{prototype},  a function of @@{meaning}:
//     cc -DSYMACT_MAIN -x c this.h -x none candidate.c -lm && ./a.out
// Exit codes: 0 all results are right, 1 some are not. -DSYMACT_MAX_ULP=1 allows errors of up to 1 ulp.

#ifndef SYMACT_@@{P}
#define SYMACT_@@{P}

#include <math.h>
#include <stdint.h>

#define @@{p}_rows @@{rows}L
#define @@{p}_inputs @@{inputs}L   /* in a row */
#define @@{p}_results @@{results}L  /* of a row */
typedef @@{word} @@{p}_word;
typedef @@{value} @@{p}_value;

@@{arrays}

@@{decoding}

/* Whether a result is right at its place in y. */
static inline int @@{p}_accepts(long place, @@{p}_word got) {
    switch (@@{p}_rule[place]) {
    case 0: return got == @@{p}_y[place];
    case 1: return @@{p}_key(got) == 0 && !@@{p}_is_nan(got);
    case 2: return @@{p}_is_nan(got);
    case 3: return !@@{p}_is_nan(got) && @@{p}_key(got) >= @@{p}_key(@@{p}_lo[place])
                && @@{p}_key(got) <= @@{p}_key(@@{p}_hi[place]);
    default: return 1;
    }
}

/* The error of a result in ulp of the exact value, in double to about 1e-15 of it; infinite where there is none. */
static inline double @@{p}_error(long place, @@{p}_word got) {
    @@{p}_word due = @@{p}_y[place];
    double difference;
    if (@@{p}_rule[place] != 0 && @@{p}_accepts(place, got)) return 0;
    if (@@{p}_rule[place] == 3) due = @@{p}_key(got) < @@{p}_key(@@{p}_lo[place]) ? @@{p}_lo[place] : @@{p}_hi[place];
    if (@@{p}_is_nan(got) || @@{p}_is_nan(due)) return INFINITY;
    if (@@{p}_is_infinite(got) || @@{p}_is_infinite(due)) return got == due ? 0 : INFINITY;
    difference = ldexp(@@{p}_number(got) - @@{p}_number(due), -@@{p}_ulp[place]);
    return fabs(@@{p}_rule[place] == 3 ? difference : difference - @@{p}_rest[place]);
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
@@{prototype};

/* The candidate on the encodings of a row; fits becomes 0 if a result is no number of the format. */
static void @@{p}_call(const @@{p}_word *bits, @@{p}_word *got, int *fits) {
@@{call}
}

static void @@{p}_where(long place) {
@@{where}
}

int main(void) {
    static @@{p}_word got[@@{p}_results];
    long row, entry, wrong = 0, failed = 0, worst = -1;
    double greatest = 0;
    for (row = 0; row < @@{p}_rows; ++row) {
        int fits = 1;
        @@{p}_call(@@{p}_x + row * @@{p}_inputs, got, &fits);
        for (entry = 0; entry < @@{p}_results; ++entry) {
            long place = row * @@{p}_results + entry;
            double error = fits ? @@{p}_error(place, got[entry]) : INFINITY;
            if (fits && @@{p}_accepts(place, got[entry])) continue;
            ++wrong;
            if (worst < 0 || error > greatest) { greatest = error; worst = place; }
            if (SYMACT_MAX_ULP > 0.5 && error <= SYMACT_MAX_ULP) continue;
            if (++failed <= 20) {
                @@{p}_where(place);
                printf(": got 0x%0@@{digits}llx, correct 0x%0@@{digits}llx, error %.6g ulp\n",
                       (unsigned long long)got[entry], (unsigned long long)@@{p}_y[place], error);
            }
        }
    }
    printf("@@{about}: %ld of %ld @@{units} are not correctly rounded", wrong, @@{p}_rows * @@{p}_results);
    if (wrong) {
        printf("; greatest error %.6g ulp at ", greatest);
        @@{p}_where(worst);
    }
    printf("; %s\n", failed ? "FAIL" : "PASS");
    return failed ? 1 : 0;
}
#endif

#endif
