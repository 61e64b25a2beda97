package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.LongStream;

/**
 * {@code numeric}: digits in groups of four, the position of the first group, a sign, and the digits to show behind the point.
 * Numbers whose digits fit a long take a way without big integers.
 */
final class NumericCodec implements Codec {
    private static final int GROUP = 10_000;
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int INFINITY = 0xD000;
    private static final int MINUS_INFINITY = 0xF000;
    private static final int GREATEST_SCALE = 16_383;
    private static final int GREATEST_INTEGER_DIGITS = 131_072;
    private static final int LONG_DIGITS = 18;
    private static final int SMALL_GROUPS = 4;
    private static final String NAME = "numeric";
    private static final long[] POWERS = {1, 10, 100, 1000};

    /** So many digits fit a long with three zeros behind them. */
    private static final int PLAIN_DIGITS = 15;

    private static final long[] TENS =
            LongStream.iterate(1, power -> power * 10).limit(PLAIN_DIGITS + 1).toArray();

    private final boolean limited;
    private final int precision;
    private final int scale;

    /** A column without limits. */
    NumericCodec() {
        this(false, 0, 0);
    }

    /** A column of {@code precision} digits, {@code scale} of them behind the point. */
    NumericCodec(int precision, int scale) {
        this(true, precision, scale);
    }

    private NumericCodec(boolean limited, int precision, int scale) {
        this.limited = limited;
        this.precision = precision;
        this.scale = scale;
    }

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        switch (value.kind()) {
            case INT32 -> encode(BigDecimal.valueOf(((Value.Int32) value).number()), out);
            case INT64 -> encode(BigDecimal.valueOf(((Value.Int64) value).number()), out);
            case DECIMAL -> encode(((Value.Decimal) value).number(), out);
            case EXTENSION -> encodeSpecial((Value.Extension) value, out);
            default -> throw Misfits.wrongKind(value, "a decimal number");
        }
    }

    private void encodeSpecial(Value.Extension value, CopyBuffer out) throws MisfitException {
        int sign =
                switch (value.text()) {
                    case "NaN" -> NAN;
                    case "Infinity" -> INFINITY;
                    case "-Infinity" -> MINUS_INFINITY;
                    default -> throw Misfits.wrongKind(value, "a decimal number");
                };
        if (limited && sign != NAN) {
            throw new MisfitException("numeric(" + precision + "," + scale + ") cannot hold an infinity");
        }
        out.putInt(8);
        out.putShort(0);
        out.putShort(0);
        out.putShort(sign);
        out.putShort(0);
    }

    private void encode(BigDecimal number, CopyBuffer out) throws MisfitException {
        BigDecimal fitted = fit(number);
        int shown = fitted.scale();
        int padding = (4 - shown % 4) % 4;
        if (fitted.precision() + padding <= LONG_DIGITS) {
            long unscaled = fitted.unscaledValue().longValue();
            putSmall(unscaled < 0, Math.abs(unscaled) * POWERS[padding], (shown + padding) / 4, shown, out);
        } else {
            putLarge(fitted, padding, out);
        }
    }

    /** The number with a scale that is not negative, known to fit the column. */
    private BigDecimal fit(BigDecimal number) throws MisfitException {
        if (limited && number.signum() != 0) {
            BigDecimal bare = number.scale() > scale ? number.stripTrailingZeros() : number;
            if (bare.scale() > scale) {
                throw new MisfitException("numeric(" + precision + "," + scale + ") cannot hold the " + bare.scale()
                        + " digits behind the point of this number");
            }
            if (bare.precision() - bare.scale() > precision - scale) {
                throw new MisfitException("numeric(" + precision + "," + scale + ") cannot hold a number with "
                        + (bare.precision() - bare.scale()) + " digits before the point");
            }
        }
        if ((long) number.precision() - number.scale() > GREATEST_INTEGER_DIGITS) {
            throw new MisfitException("numeric cannot hold more than 131072 digits before the point");
        }
        if (number.scale() > GREATEST_SCALE) {
            BigDecimal bare = number.stripTrailingZeros();
            if (bare.scale() > GREATEST_SCALE) {
                throw new MisfitException("numeric cannot hold more than 16383 digits behind the point");
            }
            return bare.scale() < 0 ? bare.setScale(0) : bare;
        }
        int wanted = limited ? Math.max(scale, 0) : Math.max(number.scale(), 0);
        return number.scale() == wanted ? number : number.setScale(wanted);
    }

    private static void putSmall(boolean negative, long digits, int fractionGroups, int shown, CopyBuffer out) {
        long rest = digits;
        int dropped = 0;
        while (rest != 0 && rest % GROUP == 0) {
            rest /= GROUP;
            dropped++;
        }
        int groups = 0;
        for (long r = rest; r != 0; r /= GROUP) {
            groups++;
        }
        putHead(groups, dropped + groups - 1 - fractionGroups, negative, shown, out);
        long divisor = 1;
        for (int i = 1; i < groups; i++) {
            divisor *= GROUP;
        }
        for (int i = 0; i < groups; i++, divisor /= GROUP) {
            out.putShort((int) (rest / divisor % GROUP));
        }
    }

    private static void putHead(int groups, int weight, boolean negative, int shown, CopyBuffer out) {
        out.putInt(8 + 2 * groups);
        out.putShort(groups);
        out.putShort(groups == 0 ? 0 : weight);
        out.putShort(negative ? NEGATIVE : 0);
        out.putShort(shown);
    }

    private static void putLarge(BigDecimal number, int padding, CopyBuffer out) {
        String digits = number.unscaledValue().abs() + "0".repeat(padding);
        digits = "0".repeat((4 - digits.length() % 4) % 4) + digits;
        int end = digits.length();
        while (end > 0 && group(digits, end - 4) == 0) {
            end -= 4;
        }
        int start = 0;
        while (start < end && group(digits, start) == 0) {
            start += 4;
        }
        int fractionGroups = (number.scale() + padding) / 4;
        int weight = (digits.length() - start) / 4 - 1 - fractionGroups;
        putHead((end - start) / 4, weight, number.signum() < 0, number.scale(), out);
        for (int at = start; at < end; at += 4) {
            out.putShort(group(digits, at));
        }
    }

    private static int group(String digits, int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            value = value * 10 + digits.charAt(i) - '0';
        }
        return value;
    }

    @Override
    public boolean takesPacked() {
        return limited && scale >= 0;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) {
        long unscaled = 0;
        long behind = 0;
        if (packed[at] == 'i') {
            unscaled = Wire.int64(packed, at + 1);
        } else if (packed[at] == 'n' && Wire.int32(packed, at + 9) <= Long.BYTES) {
            behind = Wire.int64(packed, at + 1);
            unscaled = packed[at + 13];
            for (int i = 1; i < Wire.int32(packed, at + 9); i++) {
                unscaled = unscaled << 8 | packed[at + 13 + i] & 0xff;
            }
        } else {
            return false;
        }
        long more = scale - behind;
        long most = TENS[Math.min(precision, PLAIN_DIGITS)];
        if (behind < 0 || more < 0 || more > PLAIN_DIGITS || Math.abs(unscaled) > most / TENS[(int) more]) {
            return false;
        }
        long digits = Math.abs(unscaled) * TENS[(int) more];
        if (unscaled == Long.MIN_VALUE || digits >= most) {
            return false;
        }
        int padding = (4 - scale % 4) % 4;
        putSmall(unscaled < 0, digits * POWERS[padding], (scale + padding) / 4, scale, out);
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        int groups = Wire.int16(row, at);
        int sign = Wire.int16(row, at + 4) & 0xffff;
        if (groups <= SMALL_GROUPS && (sign == 0 || sign == NEGATIVE)) {
            int weight = Wire.int16(row, at + 2);
            out.putDecimal(small(row, at + 8, groups, sign == NEGATIVE), 4 * (groups - 1 - weight));
        } else {
            out.put(decode(row, at, length));
        }
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        int groups = Wire.int16(row, at);
        int weight = Wire.int16(row, at + 2);
        int sign = Wire.int16(row, at + 4) & 0xffff;
        int shown = Wire.int16(row, at + 6);
        switch (sign) {
            case NAN:
                return new Value.Extension(NAME, "NaN");
            case INFINITY:
                return new Value.Extension(NAME, "Infinity");
            case MINUS_INFINITY:
                return new Value.Extension(NAME, "-Infinity");
            default:
                break;
        }
        BigDecimal number = groups <= SMALL_GROUPS
                ? BigDecimal.valueOf(small(row, at + 8, groups, sign == NEGATIVE), 4 * (groups - 1 - weight))
                : new BigDecimal(large(row, at + 8, groups, sign == NEGATIVE), 4 * (groups - 1 - weight));
        return new Value.Decimal(number.scale() == shown ? number : number.setScale(shown));
    }

    private static long small(byte[] row, int at, int groups, boolean negative) {
        long digits = 0;
        for (int i = 0; i < groups; i++) {
            digits = digits * GROUP + Wire.int16(row, at + 2 * i);
        }
        return negative ? -digits : digits;
    }

    private static BigInteger large(byte[] row, int at, int groups, boolean negative) {
        StringBuilder digits = new StringBuilder(4 * groups + 1).append(negative ? "-" : "");
        for (int i = 0; i < groups; i++) {
            int group = Wire.int16(row, at + 2 * i);
            digits.append((char) ('0' + group / 1000))
                    .append((char) ('0' + group / 100 % 10))
                    .append((char) ('0' + group / 10 % 10))
                    .append((char) ('0' + group % 10));
        }
        return new BigInteger(digits.toString());
    }
}
