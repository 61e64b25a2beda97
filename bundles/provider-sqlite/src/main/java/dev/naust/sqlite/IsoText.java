package dev.naust.sqlite;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Dates and times in the text forms that SQLite's own functions understand, read straight from bytes: the copy path has
 * millions of them. Nothing is guessed: what is not exactly of a form is not read.
 */
final class IsoText {
    /** How long a date is. */
    static final int DATE = 10;

    private static final int SECONDS = 8;
    private static final long SECONDS_OF_DAY = 86_400;

    /** The days from 0000-03-01 to 1970-01-01. */
    private static final long EPOCH_IN_MARCH_YEARS = 719_468;

    /** Of a year that is no leap year: what is one takes a closer look on one day only. */
    private static final int[] DAYS = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private static final int MAX_FRACTION = 9;
    private static final int[] NANOS = {0, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

    private IsoText() {}

    /** {@code YYYY-MM-DD}, or a year of another length with its sign as ISO 8601 has it. */
    static Optional<Value> date(byte[] text) {
        try {
            if (text.length == DATE) {
                return Optional.of(new Value.Date(dateAt(text)));
            }
            return isLongYear(text) ? Optional.of(new Value.Date(LocalDate.parse(string(text)))) : Optional.empty();
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a text is a date, or a date and a time without a fraction, of the most usual form; {@link Kind#TEXT} when it
     * takes a closer look. Makes no objects, for it is asked millions of times.
     */
    static Kind plainKind(byte[] text) {
        return plainKind(text, 0, text.length);
    }

    /** The same for a text inside of a buffer. */
    static Kind plainKind(byte[] text, int from, int length) {
        if (length < DATE || text[from + 4] != '-' || text[from + 7] != '-') {
            return Kind.TEXT;
        }
        int month = twoDigits(text, from + 5);
        int day = twoDigits(text, from + 8);
        boolean date = twoDigits(text, from) >= 0
                && twoDigits(text, from + 2) >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= DAYS[month];
        if (!date || length == DATE) {
            return date ? Kind.DATE : Kind.TEXT;
        }
        boolean time = length == DATE + 1 + SECONDS
                && (text[from + DATE] == ' ' || text[from + DATE] == 'T')
                && text[from + 13] == ':'
                && text[from + 16] == ':'
                && isBelow(24, twoDigits(text, from + 11))
                && isBelow(60, twoDigits(text, from + 14))
                && isBelow(60, twoDigits(text, from + 17));
        return time ? Kind.LOCAL_TIMESTAMP : Kind.TEXT;
    }

    /** The day, since 1970, of a text that {@link #plainKind} has judged. */
    static long epochDay(byte[] text, int from) {
        int month = twoDigits(text, from + 5);
        // Years that begin in March end with the day that not all have.
        int year = twoDigits(text, from) * 100 + twoDigits(text, from + 2) - (14 - month) / 12;
        int dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + twoDigits(text, from + 8) - 1;
        return 365L * year
                + Math.floorDiv(year, 4)
                - Math.floorDiv(year, 100)
                + Math.floorDiv(year, 400)
                + dayOfYear
                - EPOCH_IN_MARCH_YEARS;
    }

    /** The second, since 1970, of a text that {@link #plainKind} has judged to be a date and a time. */
    static long epochSecond(byte[] text, int from) {
        return epochDay(text, from) * SECONDS_OF_DAY
                + twoDigits(text, from + 11) * 3_600L
                + twoDigits(text, from + 14) * 60L
                + twoDigits(text, from + 17);
    }

    private static boolean isBelow(int limit, int number) {
        return number >= 0 && number < limit;
    }

    /** The number that two digits make, or a negative one when they are no digits. */
    private static int twoDigits(byte[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }

    /** {@code HH:MM:SS} with up to nine digits behind the second. */
    static Optional<Value> time(byte[] text) {
        try {
            return Optional.of(new Value.Time(timeAt(text, 0, text.length)));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A date and a time with a space or a {@code T} between them. */
    static Optional<Value> localTimestamp(byte[] text) {
        try {
            return Optional.of(new Value.LocalTimestamp(timestamp(text, text.length)));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A date and a time in UTC, ending in {@code Z}. */
    static Optional<Value> moment(byte[] text) {
        int last = text.length - 1;
        if (last < 0 || text[last] != 'Z') {
            return Optional.empty();
        }
        try {
            if (isLongYear(text)) {
                return Optional.of(new Value.Moment(Instant.parse(string(text))));
            }
            return Optional.of(new Value.Moment(timestamp(text, last).toInstant(ZoneOffset.UTC)));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A date and a time with an offset, as ISO 8601 writes it. */
    static Optional<Value> offsetTimestamp(byte[] text) {
        try {
            return Optional.of(new Value.OffsetTimestamp(OffsetDateTime.parse(string(text))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The text of a value of one of these kinds; each is read back by its counterpart above. */
    static String write(Value value) {
        return switch (value.kind()) {
            case DATE -> ((Value.Date) value).date().toString();
            case TIME -> withSeconds(((Value.Time) value).time());
            case LOCAL_TIMESTAMP -> {
                LocalDateTime timestamp = ((Value.LocalTimestamp) value).timestamp();
                yield timestamp.toLocalDate() + " " + withSeconds(timestamp.toLocalTime());
            }
            case MOMENT -> ((Value.Moment) value).instant().toString();
            case OFFSET_TIMESTAMP -> ((Value.OffsetTimestamp) value).timestamp().toString();
            default -> throw new IllegalArgumentException(value.kind() + " is no date or time");
        };
    }

    /** Java leaves out seconds that are zero; SQLite's functions and people expect them. */
    private static String withSeconds(LocalTime time) {
        String text = time.toString();
        return text.length() < SECONDS ? text + ":00" : text;
    }

    private static LocalDateTime timestamp(byte[] text, int end) {
        if (isLongYear(text)) {
            return LocalDateTime.parse(string(text).replace(' ', 'T'));
        }
        if (end <= DATE || (text[DATE] != ' ' && text[DATE] != 'T')) {
            throw new DateTimeException("no time");
        }
        return LocalDateTime.of(dateAt(text), timeAt(text, DATE + 1, end));
    }

    private static LocalDate dateAt(byte[] text) {
        if (text.length < DATE || text[4] != '-' || text[7] != '-') {
            throw new DateTimeException("no date");
        }
        return LocalDate.of(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
    }

    private static LocalTime timeAt(byte[] text, int start, int end) {
        int length = end - start;
        if (length < SECONDS || text[start + 2] != ':' || text[start + 5] != ':') {
            throw new DateTimeException("no time");
        }
        int nanos = 0;
        if (length > SECONDS) {
            int fraction = length - SECONDS - 1;
            if (text[start + SECONDS] != '.' || fraction < 1 || fraction > MAX_FRACTION) {
                throw new DateTimeException("no fraction of a second");
            }
            nanos = digits(text, start + SECONDS + 1, fraction) * NANOS[fraction];
        }
        return LocalTime.of(digits(text, start, 2), digits(text, start + 3, 2), digits(text, start + 6, 2), nanos);
    }

    private static int digits(byte[] text, int start, int count) {
        int number = 0;
        for (int i = start; i < start + count; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException("no digit");
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static boolean isLongYear(byte[] text) {
        return text.length > DATE && (text[0] == '+' || text[0] == '-');
    }

    private static String string(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
