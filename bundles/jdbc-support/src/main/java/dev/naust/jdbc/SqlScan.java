package dev.naust.jdbc;

/** Looks through SQL that somebody else wrote for anything that could end what it is put into. */
final class SqlScan {
    private SqlScan() {}

    /**
     * Whether a text stays one expression wherever it stands: brackets and quotes match, and outside of quotes there is no
     * semicolon, comment, backslash or dollar quote.
     */
    static boolean isOneExpression(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                i = closing(text, i);
                if (i < 0) {
                    return false;
                }
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth < 0
                    || c == ';'
                    || c == '\\'
                    || c == '$'
                    || c == '\0'
                    || isComment(text, i)) {
                return false;
            }
        }
        return depth == 0 && !text.isBlank();
    }

    /** Where a quoted part ends; -1 when it does not, or when that depends on what a backslash means to the server. */
    private static int closing(String text, int from) {
        char quote = text.charAt(from);
        boolean escapes = quote == '\'' && from > 0 && Character.toUpperCase(text.charAt(from - 1)) == 'E';
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && escapes) {
                i++;
            } else if (c == '\\' && quote == '\'' || c == '\0') {
                return -1;
            } else if (c == quote) {
                if (i + 1 == text.length() || text.charAt(i + 1) != quote) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    private static boolean isComment(String text, int at) {
        return text.startsWith("--", at) || text.startsWith("/*", at);
    }
}
