/*
 * Softmax attention of one head in ball arithmetic, and single operations, timed by processor time.
 *   arb_attention version
 *   arb_attention attention INPUT N D BITS RUNS OUTPUT
 *   arb_attention operations BITS
 * INPUT holds queries, keys and values as binary64; OUTPUT gets midpoints and radii, the latter with what rounding the former left.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__has_include) && __has_include(<flint/arb.h>)
#include <flint/arb.h>
#include <flint/arb_mat.h>
#else
#include <arb.h>
#include <arb_mat.h>
#endif
#include <flint/flint.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double *read_doubles(const char *file, size_t n)
{
    double *x = malloc(n * sizeof *x);
    FILE *f = fopen(file, "rb");
    if (x == NULL || f == NULL || fread(x, sizeof *x, n, f) != n) {
        fprintf(stderr, "cannot read %s\n", file);
        exit(1);
    }
    fclose(f);
    return x;
}

static double attention(arb_mat_t o, const double *x, slong n, slong d, slong bits)
{
    arb_mat_t q, kt, v, s;
    arb_mat_init(q, n, d);
    arb_mat_init(kt, d, n);
    arb_mat_init(v, n, d);
    arb_mat_init(s, n, n);
    for (slong i = 0; i < n; i++)
        for (slong c = 0; c < d; c++) {
            arb_set_d(arb_mat_entry(q, i, c), x[i * d + c]);
            arb_set_d(arb_mat_entry(kt, c, i), x[n * d + i * d + c]);
            arb_set_d(arb_mat_entry(v, i, c), x[2 * n * d + i * d + c]);
        }
    double start = now();
    arb_mat_mul(s, q, kt, bits);
    arb_t sum, scale;
    arb_init(sum);
    arb_init(scale);
    arb_set_si(scale, d);
    arb_rsqrt(scale, scale, bits);
    for (slong i = 0; i < n; i++) {
        arb_zero(sum);
        for (slong j = 0; j < n; j++) {
            arb_ptr e = arb_mat_entry(s, i, j);
            arb_mul(e, e, scale, bits);
            arb_exp(e, e, bits);
            arb_add(sum, sum, e, bits);
        }
        for (slong j = 0; j < n; j++)
            arb_div(arb_mat_entry(s, i, j), arb_mat_entry(s, i, j), sum, bits);
    }
    arb_mat_mul(o, s, v, bits);
    double seconds = now() - start;
    arb_clear(sum);
    arb_clear(scale);
    arb_mat_clear(q);
    arb_mat_clear(kt);
    arb_mat_clear(v);
    arb_mat_clear(s);
    return seconds;
}

static int run_attention(char **a)
{
    slong n = atol(a[3]), d = atol(a[4]), bits = atol(a[5]), runs = atol(a[6]);
    double *x = read_doubles(a[2], 3 * (size_t) n * d);
    double best = 1e300, largest = 0;
    arb_mat_t o;
    arb_mat_init(o, n, d);
    for (slong r = 0; r < runs; r++) {
        double t = attention(o, x, n, d, bits);
        best = t < best ? t : best;
    }
    FILE *f = fopen(a[7], "wb");
    if (f == NULL) {
        fprintf(stderr, "cannot write %s\n", a[7]);
        return 1;
    }
    arb_t rest;
    arf_t upper;
    arb_init(rest);
    arf_init(upper);
    for (slong i = 0; i < n; i++)
        for (slong c = 0; c < d; c++) {
            arb_ptr e = arb_mat_entry(o, i, c);
            double pair[2];
            arf_set_mag(upper, arb_radref(e));
            double radius = arf_get_d(upper, ARF_RND_CEIL);
            largest = radius > largest ? radius : largest;
            pair[0] = arf_get_d(arb_midref(e), ARF_RND_NEAR);
            arb_set_d(rest, pair[0]);
            arb_sub(rest, e, rest, 53);
            arb_get_abs_ubound_arf(upper, rest, 53);
            pair[1] = arf_get_d(upper, ARF_RND_CEIL);
            if (fwrite(pair, sizeof *pair, 2, f) != 2)
                return 1;
        }
    fclose(f);
    printf("%.9g %.6g\n", best, largest);
    return 0;
}

static int run_operations(char **a)
{
    slong bits = atol(a[2]), n = 1024;
    arb_ptr x = _arb_vec_init(n), y = _arb_vec_init(n);
    arb_t r;
    arb_init(r);
    flint_rand_t state;
    flint_randinit(state);
    for (slong i = 0; i < n; i++) {
        arb_urandom(x + i, state, bits);
        arb_urandom(y + i, state, bits);
        arb_neg(x + i, x + i);
    }
    double exponential = 1e300, dot = 1e300;
    for (int run = 0; run < 50; run++) {
        double t = now();
        for (slong i = 0; i < n; i++)
            arb_exp(r, x + i, bits);
        t = (now() - t) / n;
        exponential = t < exponential ? t : exponential;
        t = now();
        for (int i = 0; i < 16; i++)
            arb_dot(r, NULL, 0, x, 1, y, 1, n, bits);
        t = (now() - t) / n / 16;
        dot = t < dot ? t : dot;
    }
    printf("%.9g %.9g\n", exponential, dot);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "version") == 0) {
#if __FLINT_RELEASE >= 30000
        printf("Arb of FLINT %s\n", FLINT_VERSION);
#else
        printf("Arb %s with FLINT %s\n", arb_version, FLINT_VERSION);
#endif
        return 0;
    }
    if (argc == 8 && strcmp(argv[1], "attention") == 0)
        return run_attention(argv);
    if (argc == 3 && strcmp(argv[1], "operations") == 0)
        return run_operations(argv);
    fprintf(stderr, "usage: arb_attention version | attention INPUT N D BITS RUNS OUTPUT | operations BITS\n");
    return 2;
}
