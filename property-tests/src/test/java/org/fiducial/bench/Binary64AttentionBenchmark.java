package org.fiducial.bench;

import java.util.concurrent.TimeUnit;
import org.fiducial.arithmetic.block.Binary64Blocks;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Attention of 1024 queries and keys, width 64, by binary64 blocks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Binary64AttentionBenchmark {
    private final AttentionInputs inputs = AttentionInputs.of(1024, 64);
    private final Binary64Blocks engine = new Binary64Blocks();

    @Benchmark
    public Object run() {
        return engine.enclosures(inputs.output(engine));
    }
}
