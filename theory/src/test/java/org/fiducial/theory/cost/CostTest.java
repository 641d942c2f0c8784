package org.fiducial.theory.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.fiducial.arithmetic.AllowedKeys;
import org.junit.jupiter.api.Test;

class CostTest {
    @Test
    void sharedOperandsCountOnceAndUnusedOnesNot() {
        OperationCount a = new OperationCount();
        Counted x = a.input(2, 3);
        Counted e = a.exp(x);
        Counted unused = a.matmul(x, a.input(3, 5));
        assertEquals(new Operations(0, 6, 0, 0, 6), a.count(List.of(a.multiply(e, e))));
        assertEquals(new Operations(30, 0, 0, 0, 0), a.count(List.of(unused)));
        assertEquals(new Operations(0, 0, 4, 0, 6), a.count(List.of(a.rowSums(e), e)));
        // One row of a product needs one row of it only.
        assertEquals(new Operations(15, 0, 0, 0, 0), a.count(List.of(a.gatherRows(unused, new int[] {1}))));
    }

    @Test
    void zerosCostNothing() {
        OperationCount a = new OperationCount();
        AllowedKeys lower = AllowedKeys.ranges(3, new int[3], new int[] {1, 2, 3});
        Counted x = a.keep(a.input(3, 3), lower);
        assertEquals(6 * 2, a.count(List.of(a.matmul(x, a.input(3, 2)))).multiplyAdds());
        assertEquals(3, a.count(List.of(a.rowSums(x))).additions());
        assertEquals(6, a.count(List.of(a.exp(a.input(3, 3), lower))).exponentials());
        assertEquals(
                0,
                a.count(List.of(a.add(x, a.constant(3, 3, org.fiducial.number.Dyadic.ZERO))))
                        .additions());
    }

    /** Tiled matrix product of n x n by tiles of b: 2 n^3 / b words in, n^2 out, 3 b^2 words of fast memory. */
    @Test
    void trafficOfATiledProduct() {
        int n = 12;
        for (int b : new int[] {1, 2, 3, 4, 6}) {
            TwoLevelMemory memory = new TwoLevelMemory(3L * b * b);
            for (int i = 0; i < n / b; i++) {
                for (int j = 0; j < n / b; j++) {
                    memory.make("c", (long) b * b);
                    for (int k = 0; k < n / b; k++) {
                        memory.load("a", (long) b * b);
                        memory.load("b", (long) b * b);
                        memory.use("a", "b", "c");
                        memory.drop("a");
                        memory.drop("b");
                    }
                    memory.store("c");
                    memory.drop("c");
                }
            }
            assertEquals(2L * n * n * n / b, memory.loadedWords());
            assertEquals((long) n * n, memory.storedWords());
            assertEquals(3L * b * b, memory.peakWords());
        }
    }

    @Test
    void impossibleSchedulesAreRefused() {
        TwoLevelMemory memory = new TwoLevelMemory(10);
        memory.load("x", 6);
        assertThrows(ArithmeticException.class, () -> memory.load("y", 5));
        assertThrows(IllegalArgumentException.class, () -> memory.make("x", 1));
        assertThrows(IllegalStateException.class, () -> memory.use("y"));
        memory.drop("x");
        assertThrows(IllegalStateException.class, () -> memory.store("x"));
        assertEquals(6, memory.movedWords());
    }
}
