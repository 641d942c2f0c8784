package org.fiducial.arithmetic.block;

import java.util.Optional;

/** A device whose every output is altered. */
record AlteredAttention(FusedAttention device, Alteration alteration) implements FusedAttention {
    interface Alteration {
        double of(int element, double x);
    }

    @Override
    public String name() {
        return device.name() + ", altered";
    }

    @Override
    public Optional<String> absence() {
        return device.absence();
    }

    @Override
    public int maxWidth() {
        return device.maxWidth();
    }

    @Override
    public Output attend(Head head) {
        Output out = device.attend(head);
        double[] x = out.output().clone();
        for (int e = 0; e < x.length; e++) {
            x[e] = alteration.of(e, x[e]);
        }
        return new Output(x, out.raised());
    }

    /** Trailing parts get what the alteration makes of leading parts. */
    @Override
    public Optional<Pairs> attendInPairs(Head head, double tauLow, double[] constants) {
        return device.attendInPairs(head, tauLow, constants).map(p -> {
            double[] low = p.low().clone();
            for (int e = 0; e < low.length; e++) {
                low[e] += alteration.of(e, p.high()[e]);
            }
            return new Pairs(p.high(), low, p.raised());
        });
    }
}
