package org.fiducial.bench;

import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.fiducial.arithmetic.ball.Ball;
import org.fiducial.arithmetic.ball.Balls;
import org.fiducial.arithmetic.scalar.Terms;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The dot product of 1024 balls of 128 bits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BallDotBenchmark {
    private final Balls balls = new Balls(128);
    private final Terms<Ball> x = Terms.of(Collections.nCopies(1024, balls.divide(Ball.of(-1), Ball.of(3))));

    @Benchmark
    public Object run() {
        return balls.dot(x, x);
    }
}
