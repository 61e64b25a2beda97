package dev.naust.json;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;

/** Times as ISO 8601 texts with their seconds, also where these are zero: Java leaves them out, and most who read expect them. */
public final class IsoTimes {
    private static final int MINUTES = "16:20".length();

    private IsoTimes() {}

    /** Such as {@code 16:20:00}. */
    public static String of(LocalTime time) {
        return withSeconds(time.toString(), 0);
    }

    /** Such as {@code 2026-11-21T16:20:00}. */
    public static String of(LocalDateTime timestamp) {
        return withSeconds(timestamp.toString());
    }

    /** Such as {@code 2026-11-21T16:20:00+01:00}. */
    public static String of(OffsetDateTime timestamp) {
        return withSeconds(timestamp.toString());
    }

    private static String withSeconds(String timestamp) {
        return withSeconds(timestamp, timestamp.indexOf('T') + 1);
    }

    private static String withSeconds(String iso, int time) {
        int minutes = time + MINUTES;
        boolean hasSeconds = minutes < iso.length() && iso.charAt(minutes) == ':';
        return hasSeconds ? iso : iso.substring(0, minutes) + ":00" + iso.substring(minutes);
    }
}
