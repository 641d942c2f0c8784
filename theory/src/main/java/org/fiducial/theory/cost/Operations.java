package org.fiducial.theory.cost;

/**
 * Numbers of scalar operations.
 *
 * @param multiplyAdds products added in matrix products
 * @param multiplications other products
 * @param additions other sums and differences
 * @param divisions quotients
 * @param exponentials exponentials
 */
public record Operations(long multiplyAdds, long multiplications, long additions, long divisions, long exponentials) {
    static final Operations NONE = new Operations(0, 0, 0, 0, 0);

    Operations plus(Operations y) {
        return new Operations(
                multiplyAdds + y.multiplyAdds,
                multiplications + y.multiplications,
                additions + y.additions,
                divisions + y.divisions,
                exponentials + y.exponentials);
    }

    static Operations ofMultiplyAdds(long n) {
        return new Operations(n, 0, 0, 0, 0);
    }

    static Operations ofMultiplications(long n) {
        return new Operations(0, n, 0, 0, 0);
    }

    static Operations ofAdditions(long n) {
        return new Operations(0, 0, n, 0, 0);
    }

    static Operations ofDivisions(long n) {
        return new Operations(0, 0, 0, n, 0);
    }

    static Operations ofExponentials(long n) {
        return new Operations(0, 0, 0, 0, n);
    }
}
