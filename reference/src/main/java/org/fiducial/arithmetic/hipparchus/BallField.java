package org.fiducial.arithmetic.hipparchus;

import org.fiducial.arithmetic.ball.Ball;
import org.hipparchus.Field;
import org.jspecify.annotations.Nullable;

/** The field of balls of one precision, as Hipparchus sees fields. */
public final class BallField implements Field<BallElement> {
    private final int precision;
    private final BallElement zero;
    private final BallElement one;

    /** Balls with midpoints of that many binary digits. */
    public BallField(int precision) {
        if (precision < 2) {
            throw new IllegalArgumentException("precision of " + precision + " digits, expected at least 2");
        }
        this.precision = precision;
        this.zero = new BallElement(this, Ball.ZERO);
        this.one = new BallElement(this, Ball.ONE);
    }

    public int precision() {
        return precision;
    }

    /** The ball as an element of this field. */
    public BallElement element(Ball x) {
        return new BallElement(this, x);
    }

    @Override
    public BallElement getZero() {
        return zero;
    }

    @Override
    public BallElement getOne() {
        return one;
    }

    @Override
    public Class<BallElement> getRuntimeClass() {
        return BallElement.class;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BallField f && precision == f.precision;
    }

    @Override
    public int hashCode() {
        return precision;
    }
}
