"""Softmax attention of one head with mpmath: mpmath_attention.py INPUT N D DIGITS RUNS. Prints processor seconds and the version."""
import array
import sys
import time

import mpmath
from mpmath import mp


def attention(q, k, v, scale):
    out = []
    for row in q:
        s = [mpmath.fdot(row, key) * scale for key in k]
        c = max(s)
        w = [mpmath.exp(x - c) for x in s]
        z = mpmath.fsum(w)
        out.append([mpmath.fdot(w, column) / z for column in v])
    return out


def main():
    n, d, digits, runs = map(int, sys.argv[2:6])
    x = array.array("d")
    with open(sys.argv[1], "rb") as f:
        x.fromfile(f, 3 * n * d)
    mp.dps = digits
    number = [mp.mpf(a) for a in x]
    rows = [number[i * d:(i + 1) * d] for i in range(3 * n)]
    q, k, v = rows[:n], rows[n:2 * n], list(zip(*rows[2 * n:]))
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        attention(q, k, v, 1 / mpmath.sqrt(d))
        best = min(best, time.process_time() - start)
    print("%.9g %s" % (best, mpmath.__version__))


main()
