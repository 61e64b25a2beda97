package dev.naust.console.web;

import java.nio.charset.StandardCharsets;

/**
 * A collection's name as one segment of an address. Percent-encoded slashes, dots and the like are refused at the door,
 * because programs between browser and server disagree about them; so what is special in an address is written as a tilde
 * and two hexadecimal digits instead: {@code a/b} is {@code a~2Fb}, and a tilde is {@code ~7E}.
 */
public final class PathName {
    private PathName() {}

    /** The segment for a name. */
    public static String encode(String name) {
        StringBuilder segment = new StringBuilder();
        boolean dots = name.chars().allMatch(c -> c == '.');
        for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (unit & 0xff);
            if (Character.isLetterOrDigit(c) && c < 0x80 || c == '-' || c == '_' || c == '.' && !dots) {
                segment.append(c);
            } else {
                segment.append(String.format("%s%02X", c < 0x80 ? "~" : "%", (int) c));
            }
        }
        return segment.toString();
    }

    /**
     * The name behind a segment whose percent signs are decoded already.
     *
     * @throws ProblemException with status 404 when a tilde is not followed by two hexadecimal digits
     */
    public static String decode(String segment) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '~') {
                name.append(escaped(segment, i + 1));
                i += 2;
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private static char escaped(String segment, int at) {
        int high = at + 1 < segment.length() ? Character.digit(segment.charAt(at), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(segment.charAt(at + 1), 16);
        if (low < 0 || high > 7) {
            throw new ProblemException(
                    404,
                    "name.malformed",
                    "In an address a tilde starts two hexadecimal digits of a special character; the tilde itself is ~7E.");
        }
        return (char) (high * 16 + low);
    }
}
