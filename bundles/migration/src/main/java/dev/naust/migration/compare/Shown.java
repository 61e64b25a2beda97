package dev.naust.migration.compare;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Unseen;
import dev.naust.api.model.Value;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Values as people can tell them apart: text in quotes, what cannot be seen written out, a kind named where the two kinds
 * differ, and of long values the surroundings of the first difference.
 */
final class Shown {
    private static final int BEFORE = 60;
    private static final int WHOLE = 240;

    private Shown() {}

    /** Two values to be seen side by side. */
    record Both(String source, String target) {}

    static Both both(Optional<Value> source, Optional<Value> target) {
        String here = source.map(Shown::text).orElse("missing");
        String there = target.map(Shown::text).orElse("missing");
        boolean kinds = source.isPresent()
                && target.isPresent()
                && source.get() != Value.Null.NULL
                && target.get() != Value.Null.NULL
                && source.get().kind() != target.get().kind();
        int same = 0;
        int shorter = Math.min(here.length(), there.length());
        while (same < shorter && here.charAt(same) == there.charAt(same)) {
            same++;
        }
        int from = Math.max(here.length(), there.length()) <= WHOLE ? 0 : Math.max(0, same - BEFORE);
        return new Both(
                cut(here, from) + (kinds ? kind(source.get()) : ""),
                cut(there, from) + (kinds ? kind(target.get()) : ""));
    }

    /** One value. */
    static String one(Value value) {
        return cut(text(value), 0);
    }

    private static String kind(Value value) {
        return " (" + value.kind() + ")";
    }

    private static String text(Value value) {
        if (value instanceof Text text) {
            return text.isWellFormed()
                    ? quoted(text.string())
                    : "not UTF-8: " + HexFormat.of().formatHex(text.utf8());
        }
        if (value instanceof Value.Json json) {
            return json.text().string();
        }
        if (value instanceof Bytes bytes) {
            return "0x" + HexFormat.of().formatHex(bytes.array());
        }
        return value.toString();
    }

    private static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                shown.append('\\').appendCodePoint(point);
            } else if (isUnseen(point)) {
                shown.append(Unseen.code(point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.append('"').toString();
    }

    /** A mark is not seen for itself: a letter that has one reads like another that was made with it. */
    private static boolean isUnseen(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> Unseen.is(point);
        };
    }

    private static String cut(String text, int from) {
        int start = Math.min(from, text.length());
        int end = Math.min(text.length(), start + WHOLE);
        // A pair of surrogates stays together.
        start -= start > 0 && start < text.length() && Character.isLowSurrogate(text.charAt(start)) ? 1 : 0;
        end -= end < text.length() && Character.isLowSurrogate(text.charAt(end)) ? 1 : 0;
        return (start > 0 ? "…" : "") + text.substring(start, end) + (end < text.length() ? "…" : "");
    }
}
