package dev.naust.cli;

import dev.naust.api.model.Unseen;
import java.util.Locale;

/** Numbers and foreign texts as people read them on a terminal. */
public final class Format {
    private static final int WIDEST = 48;

    private Format() {}

    /**
     * A name or value out of a store as it may stand on a terminal: what people do not see, and what could move the cursor or
     * change colours, is shown as codes.
     */
    public static String plain(String text) {
        return Unseen.coded(text);
    }

    /** The same, cut to fit a column. */
    static String cell(String text) {
        String shown = plain(text);
        return shown.codePointCount(0, shown.length()) <= WIDEST
                ? shown
                : shown.substring(0, shown.offsetByCodePoints(0, WIDEST - 1)) + "…";
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** So many things, which read well for one, too. */
    public static String count(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double size = bytes;
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        int unit = -1;
        while (size >= 1024 && unit < units.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
    }

    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }

    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}
