package dev.naust.sqlserver;

import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Looks through an operator's statement for its words and its marks, past texts, quoted names and comments. In Transact-SQL one
 * statement follows another without a semicolon between them, but each begins with a reserved word, which cannot be a name unless
 * it is quoted.
 */
final class StatementWords {
    /** What no question holds; those that can stand in one in another sense are the server's to judge. */
    private static final Set<String> CHANGING = Set.of(
            "ADD",
            "ALTER",
            "BACKUP",
            "BEGIN",
            "BULK",
            "CHECKPOINT",
            "CLOSE",
            "COMMIT",
            "CREATE",
            "DBCC",
            "DEALLOCATE",
            "DECLARE",
            "DELETE",
            "DENY",
            "DROP",
            "DUMP",
            "EXEC",
            "EXECUTE",
            "GOTO",
            "GRANT",
            "IF",
            "INSERT",
            "INTO",
            "KILL",
            "LOAD",
            "OPEN",
            "OPENDATASOURCE",
            "OPENQUERY",
            "OPENROWSET",
            "PRINT",
            "RAISERROR",
            "READTEXT",
            "RECONFIGURE",
            "RESTORE",
            "RETURN",
            "REVERT",
            "REVOKE",
            "ROLLBACK",
            "SAVE",
            "SET",
            "SETUSER",
            "SHUTDOWN",
            "TRIGGER",
            "TRUNCATE",
            "UPDATE",
            "UPDATETEXT",
            "WAITFOR",
            "WHILE",
            "WRITETEXT");

    private final String text;
    private final List<String> words = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();

    StatementWords(String text) {
        this.text = text;
        scan();
    }

    private void scan() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"' || c == '[') {
                at = behindQuoted(at, c == '[' ? ']' : c);
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end + 1;
            } else if (text.startsWith("/*", at)) {
                at = behindComment(at);
            } else if (isWord(c)) {
                int end = at;
                while (end < text.length() && isWord(text.charAt(end))) {
                    end++;
                }
                words.add(text.substring(at, end).toUpperCase(Locale.ROOT));
                at = end;
            } else {
                if (c == '?') {
                    marks.add(at);
                }
                at++;
            }
        }
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '@' || c == '#' || c == '$';
    }

    private int behindQuoted(int from, char closing) {
        for (int i = from + 1; i < text.length(); i++) {
            if (text.charAt(i) == closing) {
                if (i + 1 == text.length() || text.charAt(i + 1) != closing) {
                    return i + 1;
                }
                i++;
            }
        }
        throw unclosed();
    }

    /** Comments of this kind nest. */
    private int behindComment(int from) {
        int depth = 0;
        for (int i = from; i < text.length() - 1; i++) {
            if (text.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (text.startsWith("*/", i)) {
                i++;
                if (--depth == 0) {
                    return i + 1;
                }
            }
        }
        throw unclosed();
    }

    private static StoreException unclosed() {
        return new StoreException(
                SqlServerErrorCode.REFUSED_STATEMENT,
                "The statement cannot be read: a text, a name or a comment in it has no end. Close it.");
    }

    /** How many marks stand for parameters. */
    int marks() {
        return marks.size();
    }

    /** The first word that no question holds; empty where all may stand in one. */
    Optional<String> changing() {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean hint = i + 1 < words.size() && Set.of("HINT", "PLAN").contains(words.get(i + 1));
            if (CHANGING.contains(word) || word.equals("USE") && !hint) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    /** The text with each mark replaced. */
    String withMarks(IntFunction<String> replacement) {
        StringBuilder replaced = new StringBuilder();
        int from = 0;
        for (int i = 0; i < marks.size(); i++) {
            replaced.append(text, from, marks.get(i)).append(replacement.apply(i));
            from = marks.get(i) + 1;
        }
        return replaced.append(text, from, text.length()).toString();
    }
}
