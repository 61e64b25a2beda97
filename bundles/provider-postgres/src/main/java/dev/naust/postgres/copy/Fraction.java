package dev.naust.postgres.copy;

/**
 * The digits of a second's fraction that a column keeps.
 *
 * @param digits 0 to 6
 */
record Fraction(int digits) {
    private static final int[] NANOS = {1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000};

    /** The microseconds of nanoseconds that the column can hold. */
    int micros(int nanos) throws MisfitException {
        if (nanos % NANOS[digits] != 0) {
            throw new MisfitException("The column keeps " + digits + " digits of a second, and this time has more");
        }
        return nanos / 1000;
    }
}
