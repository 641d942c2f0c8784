package org.fiducial.arithmetic.ball;

import org.fiducial.arithmetic.lifted.LiftedEnclosing;

/** Matrices of balls of any precision: the certified engine of last resort, slow and as sharp as one likes. */
public final class BigBalls extends LiftedEnclosing<Ball> {
    /** Balls with midpoints of that many binary digits. */
    public BigBalls(int precision) {
        super(new Balls(precision));
    }
}
