package dev.naust.sqlserver.copy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * Days, timestamps and moments as the texts that the server reads and writes whatever its language. The driver would take days before October 1582 for those
 * of another calendar, both ways, and say nothing.
 */
final class TimeTexts {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS", Locale.ROOT);
    private static final DateTimeFormatter SENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSxxx", Locale.ROOT);

    /** {@code 2026-11-21 23:30:00.1234567 +01:00}, style 121 of CONVERT. */
    private static final DateTimeFormatter SHOWN = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendLiteral(' ')
            .appendOffset("+HH:MM", "+00:00")
            .toFormatter(Locale.ROOT);

    private TimeTexts() {}

    static String of(LocalDate date) {
        return date.toString();
    }

    static String of(LocalDateTime time) {
        return LOCAL.format(time);
    }

    static String of(OffsetDateTime time) {
        return SENT.format(time);
    }

    static OffsetDateTime parse(String text) {
        return OffsetDateTime.parse(text, SHOWN);
    }
}
