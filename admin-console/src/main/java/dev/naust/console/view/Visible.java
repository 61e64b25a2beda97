package dev.naust.console.view;

import dev.naust.api.model.Unseen;
import java.util.Optional;

/**
 * Text out of a store as people can see all of it: what has no picture of its own, or turns round what follows it, is written as
 * {@code \}{@code u{202E}}, as a comparison writes it.
 */
public final class Visible {
    private Visible() {}

    /** The text to read. */
    public static String of(String text) {
        return Unseen.coded(text);
    }

    /** Whether a field of a form holds the text as it is, and sends it back so. */
    public static boolean isPlain(String text) {
        return text.codePoints().noneMatch(Unseen::is);
    }

    /** The text so that {@link #read} gives it back exactly: a backslash is written twice. */
    public static String written(String text) {
        return Unseen.coded(text.replace("\\", "\\\\"));
    }

    /** What was {@link #written}; empty when it is not of that form. */
    public static Optional<String> read(String written) {
        StringBuilder text = new StringBuilder(written.length());
        int at = 0;
        while (at < written.length()) {
            char next = written.charAt(at);
            if (next != '\\') {
                text.append(next);
                at++;
            } else if (written.startsWith("\\\\", at)) {
                text.append('\\');
                at += 2;
            } else {
                int end = written.indexOf('}', at);
                if (!written.startsWith("\\u{", at) || end < 0 || !append(text, written.substring(at + 3, end))) {
                    return Optional.empty();
                }
                at = end + 1;
            }
        }
        return Optional.of(text.toString());
    }

    private static boolean append(StringBuilder text, String code) {
        if (!code.matches("[0-9A-Fa-f]{1,6}")) {
            return false;
        }
        int point = Integer.parseInt(code, 16);
        if (!Character.isValidCodePoint(point)) {
            return false;
        }
        text.appendCodePoint(point);
        return true;
    }
}
