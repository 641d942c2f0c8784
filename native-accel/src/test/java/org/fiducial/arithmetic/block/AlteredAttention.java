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
}
