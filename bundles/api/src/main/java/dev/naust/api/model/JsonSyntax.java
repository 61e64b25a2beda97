package dev.naust.api.model;

/**
 * Tells whether bytes are one JSON value by the grammar of RFC 8259, without building anything: on the copy path every JSON
 * column of every record is asked. The bytes are taken to be valid UTF-8; whether a name occurs twice is not part of the
 * grammar.
 */
final class JsonSyntax {
    /** Deeper nesting is refused, as SQLite does; a database's own parser may need a stack for each level. */
    private static final int DEEPEST = 1_000;

    private final byte[] json;
    private int at;

    private JsonSyntax(byte[] json) {
        this.json = json;
    }

    static boolean isWellFormed(byte[] json) {
        JsonSyntax syntax = new JsonSyntax(json);
        syntax.skipSpace();
        boolean value = syntax.value(0);
        syntax.skipSpace();
        return value && syntax.at == json.length;
    }

    private boolean value(int depth) {
        if (at == json.length || depth > DEEPEST) {
            return false;
        }
        return switch (json[at]) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean object(int depth) {
        at++;
        skipSpace();
        if (take('}')) {
            return true;
        }
        do {
            skipSpace();
            if (!string()) {
                return false;
            }
            skipSpace();
            if (!take(':')) {
                return false;
            }
            skipSpace();
            if (!value(depth + 1)) {
                return false;
            }
            skipSpace();
        } while (take(','));
        return take('}');
    }

    private boolean array(int depth) {
        at++;
        skipSpace();
        if (take(']')) {
            return true;
        }
        do {
            skipSpace();
            if (!value(depth + 1)) {
                return false;
            }
            skipSpace();
        } while (take(','));
        return take(']');
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        byte[] text = json;
        int i = at;
        while (i < text.length) {
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
        if (at == json.length) {
            return false;
        }
        byte b = json[at++];
        if (b != 'u') {
            return b == '"' || b == '\\' || b == '/' || b == 'b' || b == 'f' || b == 'n' || b == 'r' || b == 't';
        }
        if (json.length - at < 4) {
            return false;
        }
        for (int end = at + 4; at < end; at++) {
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
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        return at > from;
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (at == json.length || json[at] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean take(char c) {
        if (at < json.length && json[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < json.length && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
    }
}
