package org.fiducial.theory.identity;

/**
 * The second sort of an identity test: what an element is worth as an exponent, or none. Ordinary field operations act on it only as far
 * as the rules of claim-kinds section 2 allow.
 */
interface Exponents {
    /** The mark of an element that may not stand in an exponent. */
    long none();

    /** The exponent n. */
    long of(long n);

    /** The sum of two exponents, neither of them none. */
    long add(long x, long y);

    long negate(long x);

    /** An exponent times a positive integer. */
    long times(long x, long n);

    /** The product of two exponents, if that may still stand in an exponent. */
    long product(long x, long y);

    /** What to say when an exponential of {@link #none} is asked for. */
    String rule();
}
