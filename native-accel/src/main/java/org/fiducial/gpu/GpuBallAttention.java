package org.fiducial.gpu;

/** The oracle's enclosures on a GPU, where there is one. */
public final class GpuBallAttention extends BallAttention {
    public GpuBallAttention() {
        super(Place.GPU);
    }
}
