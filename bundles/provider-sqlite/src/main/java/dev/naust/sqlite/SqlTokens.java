package dev.naust.sqlite;

import java.util.ArrayList;
import java.util.List;

/** Divides a statement into its words, as far as reading a CREATE TABLE needs: strings, names, marks; no comments. */
final class SqlTokens {
    private SqlTokens() {}

    /**
     * One word.
     *
     * @param text as written, quotes included
     * @param start where it begins in the statement
     * @param end where it has ended
     */
    record Token(String text, int start, int end) {
        /** Whether this is a keyword or a mark; a quoted word never is. */
        boolean is(String word) {
            return text.equalsIgnoreCase(word);
        }

        /** The name that the word stands for, without its quotes. */
        String name() {
            char first = text.charAt(0);
            if (text.length() < 2 || "\"'`[".indexOf(first) < 0) {
                return text;
            }
            String inner = text.substring(1, text.length() - 1);
            String quote = String.valueOf(first);
            return first == '[' ? inner : inner.replace(quote + quote, quote);
        }
    }

    static List<Token> of(String sql) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            int end;
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            } else if (sql.startsWith("--", at)) {
                int line = sql.indexOf('\n', at);
                at = line < 0 ? sql.length() : line + 1;
                continue;
            } else if (sql.startsWith("/*", at)) {
                int close = sql.indexOf("*/", at + 2);
                at = close < 0 ? sql.length() : close + 2;
                continue;
            } else if (c == '[') {
                int close = sql.indexOf(']', at);
                end = close < 0 ? sql.length() : close + 1;
            } else if (c == '"' || c == '\'' || c == '`') {
                end = endOfQuoted(sql, at);
            } else if (isWordPart(c)) {
                end = at + 1;
                while (end < sql.length() && isWordPart(sql.charAt(end))) {
                    end++;
                }
            } else {
                end = at + 1;
            }
            tokens.add(new Token(sql.substring(at, end), at, end));
            at = end;
        }
        return tokens;
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 127;
    }

    private static int endOfQuoted(String sql, int start) {
        char quote = sql.charAt(start);
        int at = start + 1;
        while (at < sql.length()) {
            if (sql.charAt(at) == quote) {
                if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                    at++;
                } else {
                    return at + 1;
                }
            }
            at++;
        }
        return sql.length();
    }
}
