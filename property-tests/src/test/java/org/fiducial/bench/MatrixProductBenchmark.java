package org.fiducial.bench;

import java.util.concurrent.TimeUnit;
import org.fiducial.arithmetic.block.JavaProduct;
import org.fiducial.arithmetic.block.MatrixProduct;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The product of 1024 x 64 and 64 x 1024 in plain loops. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MatrixProductBenchmark {
    private final AttentionInputs inputs = AttentionInputs.of(1024, 64);
    private final MatrixProduct.RightFactor key =
            new JavaProduct().right(inputs.key().values(), 64, 1024, true);
    private final double[] out = new double[1024 * 1024];

    @Benchmark
    public Object run() {
        key.multiply(inputs.query().values(), 0, 64, 1024, 0, 64, 0, 1024, out, 0, 1024);
        return out;
    }
}
