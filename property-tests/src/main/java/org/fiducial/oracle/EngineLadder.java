package org.fiducial.oracle;

import java.util.List;
import org.fiducial.arithmetic.Enclosing;
import org.fiducial.arithmetic.ball.BigBalls;
import org.fiducial.arithmetic.block.Binary64Blocks;
import org.fiducial.arithmetic.block.SlicedBlocks;

/** The engines a check may use, each sharper and slower than the one before; only undecided rows go on to the next. */
public final class EngineLadder {
    private EngineLadder() {}

    /** The engines in order. */
    public static List<Enclosing<?>> engines() {
        return List.of(
                Binary64Blocks.ofThisMachine(),
                SlicedBlocks.ofThisMachine(),
                new BigBalls(128),
                new BigBalls(256),
                new BigBalls(1024));
    }
}
