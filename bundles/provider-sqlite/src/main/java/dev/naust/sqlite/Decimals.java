package dev.naust.sqlite;

import java.math.BigDecimal;
import java.math.MathContext;

/** The decimal that a binary floating-point number was written as. */
final class Decimals {
    /** Every decimal of so many digits survives a double, so that the one found is the one meant. */
    private static final int SAFE_DIGITS = 15;

    private static final int MAX_DIGITS = 17;
    private static final long SAFE = 999_999_999_999_999L;
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    private Decimals() {}

    /**
     * The shortest decimal whose nearest double is this number.
     *
     * @param number finite
     * @param scale the digits behind the point that the column declares; a number that fits is given this scale
     */
    static BigDecimal shortest(double number, int scale) {
        double scaled = scaled(number, scale);
        if (!Double.isNaN(scaled)) {
            return BigDecimal.valueOf((long) scaled, scale);
        }
        BigDecimal exact = new BigDecimal(number);
        // Numbers so small that doubles have fewer digits for them have shorter decimals too.
        int fewest = Math.abs(number) < Double.MIN_NORMAL ? 1 : SAFE_DIGITS;
        for (int digits = fewest; digits < MAX_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return plain(rounded);
            }
        }
        return plain(exact.round(new MathContext(MAX_DIGITS)));
    }

    /** The whole number that gives this one with so many digits behind the point; not a number where that is not so easily seen. */
    static double scaled(double number, int scale) {
        if (scale >= 0 && scale < POWERS.length) {
            double scaled = Math.rint(number * POWERS[scale]);
            if (Math.abs(scaled) <= SAFE && scaled / POWERS[scale] == number) {
                return scaled;
            }
        }
        return Double.NaN;
    }

    private static BigDecimal plain(BigDecimal number) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /**
     * Whether the nearest double is read as this very decimal again, zeros at its end included.
     *
     * @param scale as for {@link #shortest}
     */
    static boolean comesBack(BigDecimal number, int scale) {
        boolean plain = number.scale() > 0 && number.scale() < POWERS.length && number.precision() <= SAFE_DIGITS;
        if (plain) {
            return number.scale() == scale || number.stripTrailingZeros().scale() == number.scale();
        }
        double nearest = number.doubleValue();
        return Double.isFinite(nearest) && shortest(nearest, scale).equals(number);
    }

    /** Whether a decimal survives being a double, which is what a numeric column makes of it. */
    static boolean survivesDouble(BigDecimal number) {
        double nearest = number.doubleValue();
        return Double.isFinite(nearest) && shortest(nearest, -1).compareTo(number) == 0;
    }
}
