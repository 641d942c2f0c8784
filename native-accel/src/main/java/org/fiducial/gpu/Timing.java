package org.fiducial.gpu;

/** Times of launches. */
final class Timing {
    private Timing() {}

    /** The least time of so many repetitions, NaN for none. */
    static double least(Device device, int timings, Runnable work) {
        double least = Double.NaN;
        for (int t = 0; t < timings; t++) {
            least = Math.min(Double.isNaN(least) ? Double.POSITIVE_INFINITY : least, device.seconds(work));
        }
        return least;
    }
}
