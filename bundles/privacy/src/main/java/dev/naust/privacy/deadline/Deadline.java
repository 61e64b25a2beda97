package dev.naust.privacy.deadline;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The last day for an answer (GDPR, article 12(3)): one calendar month from the day of receipt in Norway, or three where it
 * was extended. The day of receipt does not count; the period ends with the day of the same number, or the last day of a
 * shorter month, and where that is no working day, with the next one (Regulation 1182/71, article 3).
 */
public final class Deadline {
    /** Where days begin and end. */
    public static final ZoneId ZONE = ZoneId.of("Europe/Oslo");

    private static final int MONTHS = 1;
    private static final int MONTHS_EXTENDED = 3;

    private Deadline() {}

    /** The last day for the answer to what came in then. */
    public static LocalDate of(Instant received, boolean extended) {
        LocalDate day = LocalDate.ofInstant(received, ZONE).plusMonths(extended ? MONTHS_EXTENDED : MONTHS);
        while (!Holidays.isWorkingDay(day)) {
            day = day.plusDays(1);
        }
        return day;
    }

    /** Today, where days count. */
    public static LocalDate today(Instant now) {
        return LocalDate.ofInstant(now, ZONE);
    }
}
