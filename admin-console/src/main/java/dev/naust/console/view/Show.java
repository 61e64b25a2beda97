package dev.naust.console.view;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How figures are written for people, everywhere on the pages. */
public final class Show {
    /** A narrow space that does not break: groups digits as Norway and the SI do. */
    private static final char GROUP = '\u202f';

    private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB");

    private Show() {}

    /** {@code 15 607}. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', GROUP);
    }

    /** {@code 1 record}, {@code 15 607 records}. */
    public static String count(long number, String one, String many) {
        return number(number) + ' ' + (number == 1 ? one : many);
    }

    /** {@code 15 607 records}. */
    public static String records(long number) {
        return count(number, "record", "records");
    }

    /** {@code 980 B}, {@code 1.2 MB}: in powers of a thousand. */
    public static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double amount = bytes / 1_000.0;
        int unit = 0;
        while (amount >= 999.95 && unit < UNITS.size() - 1) {
            amount /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS.get(unit));
    }

    /** {@code 0.42 s}, {@code 41.3 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    public static String seconds(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return wholeSeconds(Math.round(seconds));
    }

    /** {@code 7 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    public static String wholeSeconds(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return time.toHours() + " h " + time.toMinutesPart() + " min";
    }

    /** {@code 12 400 records a second}. */
    public static String rate(double perSecond) {
        return records(Math.round(perSecond)) + " a second";
    }

    /** An enum constant or another shouted word in everyday letters: {@code NOT_FOUND} is {@code Not found}. */
    public static String word(String shouted) {
        String lower = shouted.toLowerCase(Locale.ROOT).replace('_', ' ');
        return lower.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }

    /** The first characters of a long text, and an ellipsis. */
    public static String cut(String text, int characters) {
        if (text.codePointCount(0, text.length()) <= characters) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, characters)) + '…';
    }
}
