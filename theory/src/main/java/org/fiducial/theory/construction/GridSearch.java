package org.fiducial.theory.construction;

/** The search for a number of cells along each axis at which a bound is met: doubled until it is, then halved back between. */
final class GridSearch {
    private GridSearch() {}

    /** Whether a number of cells suffices. */
    @FunctionalInterface
    interface Test {
        boolean suffices(int cells) throws ConstructionException;
    }

    /**
     * A number of cells that suffices, such that the next smaller one tried did not.
     *
     * @param most the largest number allowed
     * @param what what is asked, for the message
     */
    static int smallest(int most, String what, Test test) throws ConstructionException {
        int good = 1;
        int bad = 0;
        while (!test.suffices(good)) {
            bad = good;
            if (good >= most) {
                throw new ConstructionException(what + " needs more than " + most
                        + " cells along each axis, expected fewer: take a larger eps, or a smoother target");
            }
            good = Math.min(2 * good, most);
        }
        while (good - bad > 1) {
            int middle = (good + bad) / 2;
            if (test.suffices(middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    /** The largest number of cells along each of n axes for which there are at most so many hats. */
    static int most(int n, long hats) {
        int cells = 1;
        while (n * Math.pow(cells + 2, n) <= hats) {
            cells++;
        }
        return cells;
    }
}
