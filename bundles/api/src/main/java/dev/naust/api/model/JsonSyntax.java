package dev.naust.api.model;

import java.util.Arrays;

/**
 * Tells whether bytes are one JSON value by the grammar of RFC 8259, without building anything: on the copy path every JSON
 * column of every record is asked. The bytes are taken to be valid UTF-8; whether a name occurs twice is not part of the
 * grammar.
 */
final class JsonSyntax {
    /** Deeper nesting is refused, as SQLite does; a database's own parser may need a stack for each level. */
    private static final int DEEPEST = 1_000;

    private final byte[] json;
    private final int end;
    private int at;

    private JsonSyntax(byte[] json, int from, int end) {
        this.json = json;
        this.at = from;
        this.end = end;
    }

    static boolean isWellFormed(byte[] json) {
        return isWellFormed(json, 0, json.length);
    }

    /** The same for bytes inside of others. */
    static boolean isWellFormed(byte[] json, int from, int end) {
        JsonSyntax syntax = new JsonSyntax(json, from, end);
        syntax.skipSpace();
        boolean value = syntax.value();
        syntax.skipSpace();
        return value && syntax.at == end;
    }

    /** The outermost value; one loop for all levels, as calls of itself would be compiled many times into each other. */
    private boolean value() {
        boolean[] objects = new boolean[8];
        int depth = 0;
        while (true) {
            boolean open = at < end && (json[at] == '{' || json[at] == '[');
            if (open) {
                if (depth == DEEPEST) {
                    return false;
                } else if (depth == objects.length) {
                    objects = Arrays.copyOf(objects, 2 * depth);
                }
                boolean object = json[at++] == '{';
                objects[depth++] = object;
                skipSpace();
                if (!take(object ? '}' : ']')) {
                    if (object && !name()) {
                        return false;
                    }
                    continue;
                }
                depth--;
            } else if (!scalar()) {
                return false;
            }
            // A value has ended, and perhaps those around it end with it.
            boolean more = false;
            while (depth > 0 && !more) {
                skipSpace();
                more = take(',');
                if (!more) {
                    if (!take(objects[depth - 1] ? '}' : ']')) {
                        return false;
                    }
                    depth--;
                }
            }
            if (!more) {
                return true;
            }
            skipSpace();
            if (objects[depth - 1] && !name()) {
                return false;
            }
        }
    }

    private boolean scalar() {
        if (at == end) {
            return false;
        }
        return switch (json[at]) {
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    /** A name and its colon, up to where the value begins. */
    private boolean name() {
        if (!string()) {
            return false;
        }
        skipSpace();
        if (!take(':')) {
            return false;
        }
        skipSpace();
        return true;
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        byte[] text = json;
        int i = at;
        while (i < end) {
            byte b = text[i++];
            if (b == '"') {
                at = i;
                return true;
            }
            if (b == '\\') {
                at = i;
                if (!escape()) {
                    return false;
                }
                i = at;
            } else if (b >= 0 && b < ' ') {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        if (at == end) {
            return false;
        }
        byte b = json[at++];
        if (b != 'u') {
            return b == '"' || b == '\\' || b == '/' || b == 'b' || b == 'f' || b == 'n' || b == 'r' || b == 't';
        }
        if (end - at < 4) {
            return false;
        }
        for (int last = at + 4; at < last; at++) {
            if (Character.digit(json[at], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int from = at;
        while (at < end && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        return at > from;
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (at == end || json[at] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean take(char c) {
        if (at < end && json[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < end && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
    }
}
