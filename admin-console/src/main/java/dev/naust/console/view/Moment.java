package dev.naust.console.view;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A time on a page: in UTC as it is sent, in the reader's own zone where the browser can turn it.
 *
 * @param machine for the {@code datetime} attribute
 * @param text for people, in UTC
 */
public record Moment(String machine, String text) {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter PRECISE =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

    /** With its seconds. */
    public static Moment precise(Instant instant) {
        return new Moment(instant.truncatedTo(ChronoUnit.SECONDS).toString(), PRECISE.format(instant));
    }

    public static Moment of(Instant instant) {
        return new Moment(instant.truncatedTo(ChronoUnit.SECONDS).toString(), FORM.format(instant));
    }
}
