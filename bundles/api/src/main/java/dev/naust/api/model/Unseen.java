package dev.naust.api.model;

/**
 * Characters that people do not see in a text, or that turn round what follows them: whoever shows a text out of a store writes
 * them as codes. Safe for use by several threads.
 */
public final class Unseen {
    private Unseen() {}

    /** Whether a code point has no picture of its own, by its general category (Unicode Standard, section 4.5). */
    public static boolean is(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SPACE_SEPARATOR -> point != ' ';
            default -> false;
        };
    }

    /** A code point as a code, such as {@code \}{@code u{202E}}. */
    public static String code(int point) {
        return String.format("\\u{%X}", point);
    }

    /** A text with codes for what is not seen in it; for reading, as a text may hold such codes of its own. */
    public static String coded(String text) {
        if (text.codePoints().noneMatch(Unseen::is)) {
            return text;
        }
        StringBuilder coded = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (is(point)) {
                coded.append(code(point));
            } else {
                coded.appendCodePoint(point);
            }
        });
        return coded.toString();
    }
}
