package dev.naust.console.web;

import io.javalin.http.Context;
import java.util.Locale;

/** What a client says it takes, by its {@code Accept} header (RFC 9110, 12.5.1). */
public final class Accepted {
    private static final String EVERYTHING = "*/*";

    private final String header;

    private Accepted(String header) {
        this.header = header;
    }

    /** What the client of a request takes; everything, where it says nothing. */
    public static Accepted of(Context request) {
        String header = request.header("Accept");
        return of(header == null ? EVERYTHING : header);
    }

    static Accepted of(String header) {
        return new Accepted(header.toLowerCase(Locale.ROOT));
    }

    /** Whether it would rather have the one media type than the other. */
    public boolean prefers(String type, String other) {
        return weight(type) > weight(other);
    }

    /** The quality of the most specific range that the type is in. */
    private double weight(String type) {
        String group = type.substring(0, type.indexOf('/')) + "/*";
        double weight = 0;
        int closest = 0;
        for (String each : header.split(",")) {
            String[] parts = each.split(";", -1);
            String range = parts[0].strip();
            int close = range.equals(type) ? 3 : range.equals(group) ? 2 : range.equals(EVERYTHING) ? 1 : 0;
            if (close > closest) {
                closest = close;
                weight = quality(parts);
            }
        }
        return weight;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.matches("q=[01](\\.[0-9]{1,3})?")) {
                return Double.parseDouble(parameter.substring(2));
            }
        }
        return 1;
    }
}
