package org.fiducial.bench;

import java.util.concurrent.TimeUnit;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.Balls;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The exponential of a ball of 128 bits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BallExponentialBenchmark {
    private final Balls balls = new Balls(128);
    private final Ball x = balls.divide(Ball.of(-1), Ball.of(3));

    @Benchmark
    public Object run() {
        return balls.exp(x);
    }
}
