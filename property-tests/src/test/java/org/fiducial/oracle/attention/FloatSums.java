package org.fiducial.oracle.attention;

/** The ways in which kernels and libraries sum binary32 numbers. */
enum FloatSums {
    SEQUENTIAL {
        @Override
        float sum(float[] x, int n) {
            float s = 0;
            for (int i = 0; i < n; i++) {
                s += x[i];
            }
            return s;
        }
    },
    REVERSED {
        @Override
        float sum(float[] x, int n) {
            float s = 0;
            for (int i = n - 1; i >= 0; i--) {
                s += x[i];
            }
            return s;
        }
    },
    PAIRWISE {
        @Override
        float sum(float[] x, int n) {
            return pairs(x, 0, n);
        }

        private float pairs(float[] x, int from, int to) {
            if (to - from <= 1) {
                return to == from ? 0 : x[from];
            }
            int mid = (from + to) >>> 1;
            return pairs(x, from, mid) + pairs(x, mid, to);
        }
    },
    /** Lanes of eight, as vector instructions have them, in blocks of 32. */
    BLOCKED {
        @Override
        float sum(float[] x, int n) {
            float total = 0;
            for (int first = 0; first < n; first += 32) {
                float[] lane = new float[8];
                for (int i = first; i < Math.min(n, first + 32); i++) {
                    lane[(i - first) % 8] += x[i];
                }
                total += ((lane[0] + lane[4]) + (lane[1] + lane[5])) + ((lane[2] + lane[6]) + (lane[3] + lane[7]));
            }
            return total;
        }
    },
    COMPENSATED {
        @Override
        float sum(float[] x, int n) {
            float s = 0;
            float lost = 0;
            for (int i = 0; i < n; i++) {
                float y = x[i] - lost;
                float t = s + y;
                lost = (t - s) - y;
                s = t;
            }
            return s;
        }
    },
    /** Each product goes into the sum with one rounding; sums of single numbers are sequential. */
    FUSED {
        @Override
        float sum(float[] x, int n) {
            return SEQUENTIAL.sum(x, n);
        }

        @Override
        float dot(float[] x, float[] y, int n) {
            float s = 0;
            for (int i = 0; i < n; i++) {
                s = Math.fma(x[i], y[i], s);
            }
            return s;
        }
    };

    abstract float sum(float[] x, int n);

    float dot(float[] x, float[] y, int n) {
        float[] p = new float[n];
        for (int i = 0; i < n; i++) {
            p[i] = x[i] * y[i];
        }
        return sum(p, n);
    }
}
