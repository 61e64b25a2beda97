package dev.naust.migration.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A text of SQL as its words, so that two texts are the same whatever their white space, comments and case of keywords. */
final class Words {
    private static final Set<String> TEXT_TYPES = Set.of("text", "bpchar", "varchar", "character");

    private static final Set<String> BEFORE_EXPRESSION = Set.of("and", "or", "not", "when", "then", "else", "where");
    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]*");

    private Words() {}

    /** The words; quoted ones with their quotes, others in lower case. */
    static List<String> of(String sql) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            int end = end(sql, at);
            String word = sql.substring(at, end);
            if (!Character.isWhitespace(word.charAt(0)) && !word.startsWith("--") && !word.startsWith("/*")) {
                words.add(
                        isIdlyQuoted(word)
                                ? unquoted(word)
                                : "\"'`[".indexOf(word.charAt(0)) >= 0 ? word : word.toLowerCase(Locale.ROOT));
            }
            at = end;
        }
        return words;
    }

    /** The word with which a text begins, as it is written. */
    static String first(String sql) {
        return sql.substring(0, end(sql, 0));
    }

    private static boolean isIdlyQuoted(String word) {
        return word.charAt(0) == '"' && PLAIN_NAME.matcher(unquoted(word)).matches();
    }

    /** Where the word, gap or comment that begins at a place has ended. */
    private static int end(String sql, int at) {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            return at + 1;
        } else if (sql.startsWith("--", at)) {
            int line = sql.indexOf('\n', at);
            return line < 0 ? sql.length() : line + 1;
        } else if (sql.startsWith("/*", at)) {
            int close = sql.indexOf("*/", at + 2);
            return close < 0 ? sql.length() : close + 2;
        } else if (sql.startsWith("::", at)) {
            return at + 2;
        } else if (c == '"' || c == '\'' || c == '`') {
            return closing(sql, at);
        } else if (!isPart(c)) {
            return at + 1;
        }
        int end = at + 1;
        while (end < sql.length() && isPart(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int closing(String sql, int from) {
        char quote = sql.charAt(from);
        for (int i = from + 1; i < sql.length(); i++) {
            if (sql.charAt(i) == quote) {
                if (i + 1 == sql.length() || sql.charAt(i + 1) != quote) {
                    return i + 1;
                }
                i++;
            }
        }
        return sql.length();
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 127;
    }

    /**
     * One text for all texts that mean the same. PostgreSQL writes the same check in two ways, depending on whether it was
     * typed in or taken from its own catalogue: with casts of literal texts, alone or in an array, to its text types, and with more
     * or fewer brackets around single words. Those are left out; other casts and brackets are kept, as an index on
     * {@code (id)::text} is not one on {@code id}.
     */
    static String canonical(String sql) {
        List<String> words = new ArrayList<>(of(sql));
        dropTextCasts(words);
        boolean again = true;
        while (again) {
            again = dropIdleBrackets(words);
        }
        return String.join(" ", words);
    }

    private static void dropTextCasts(List<String> words) {
        for (int i = words.size() - 2; i >= 0; i--) {
            if (words.get(i).equals("::")
                    && TEXT_TYPES.contains(words.get(i + 1))
                    && i > 0
                    && isLiteral(words, i - 1)) {
                int end = i + 2;
                if (words.get(i + 1).equals("character")
                        && end < words.size()
                        && words.get(end).equals("varying")) {
                    end++;
                }
                if (end < words.size() && words.get(end).equals("(")) {
                    continue;
                }
                if (end + 1 < words.size()
                        && words.get(end).equals("[")
                        && words.get(end + 1).equals("]")) {
                    end += 2;
                }
                words.subList(i, end).clear();
            }
        }
    }

    /** Whether literal text ends at a word: a string, an array that is written out, or either of them in brackets. */
    private static boolean isLiteral(List<String> words, int last) {
        int first = last;
        for (int depth = 0; first >= 0; first--) {
            String word = words.get(first);
            depth += word.equals(")") || word.equals("]") ? 1 : word.equals("(") || word.equals("[") ? -1 : 0;
            if (depth == 0) {
                break;
            }
        }
        while (first >= 0 && first < last && words.get(first).equals("(")) {
            first++;
        }
        return first >= 0
                && (words.get(first).startsWith("'")
                        || words.get(first).equals("null")
                        || words.get(first).equals("array")
                        || words.get(first).equals("[")
                                && first > 0
                                && words.get(first - 1).equals("array"));
    }

    private static boolean dropIdleBrackets(List<String> words) {
        for (int i = 0; i + 2 < words.size(); i++) {
            if (!words.get(i).equals("(") || i > 0 && isCallable(words.get(i - 1))) {
                continue;
            }
            int close = partner(words, i);
            boolean single = close == i + 2;
            boolean twice = words.get(i + 1).equals("(") && partner(words, i + 1) == close - 1;
            boolean list = words.get(i + 1).equals("array")
                    && words.get(i + 2).equals("[")
                    && partner(words, i + 2) == close - 1;
            if (close > 0 && (single || twice || list)) {
                words.remove(close);
                words.remove(i);
                return true;
            }
        }
        return false;
    }

    /** Brackets behind a name are a call or a list of columns, not idle. */
    private static boolean isCallable(String word) {
        return word.charAt(0) == '"' || isPart(word.charAt(0)) && !BEFORE_EXPRESSION.contains(word);
    }

    private static int partner(List<String> words, int open) {
        int depth = 0;
        for (int i = open; i < words.size(); i++) {
            String word = words.get(i);
            depth += word.equals("(") || word.equals("[") ? 1 : word.equals(")") || word.equals("]") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a text speaks of a name. */
    static boolean mention(String sql, String name) {
        return of(sql).stream().anyMatch(word -> isName(word, name))
                || sql.toLowerCase(Locale.ROOT).contains("[" + name.toLowerCase(Locale.ROOT) + "]");
    }

    /** Whether a text gives something of this name to a function, whose types are stricter than those of operators. */
    static boolean isArgument(String sql, String name) {
        Deque<Boolean> calls = new ArrayDeque<>();
        String before = "";
        for (String word : of(sql)) {
            if (word.equals("(")) {
                calls.push(!before.isEmpty() && isCallable(before) || calls.contains(true));
            } else if (word.equals(")")) {
                calls.poll();
            } else if (isName(word, name) && calls.contains(true)) {
                return true;
            }
            before = word;
        }
        return false;
    }

    /** A text with one name in the place of another. */
    static String renamed(String sql, String from, String quotedTo) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < sql.length()) {
            int end = end(sql, at);
            String word = sql.substring(at, end);
            text.append(isName(word, from) ? quotedTo : word);
            at = end;
        }
        return text.toString();
    }

    private static boolean isName(String word, String name) {
        return word.equalsIgnoreCase(name) && !word.isEmpty() && isPart(word.charAt(0))
                || unquoted(word).equals(name);
    }

    /** A word without its quotes. */
    static String unquoted(String word) {
        if (word.length() < 2 || "\"`".indexOf(word.charAt(0)) < 0) {
            return word;
        }
        String quote = word.substring(0, 1);
        return word.substring(1, word.length() - 1).replace(quote + quote, quote);
    }

    /** The names in a text such as a type's, without quotes and brackets: {@code public."Mood"[]} is {@code public.Mood}. */
    static String plain(String sql) {
        StringBuilder text = new StringBuilder();
        for (String word : of(sql)) {
            if (!word.equals("[") && !word.equals("]")) {
                text.append(unquoted(word));
            }
        }
        return text.toString();
    }
}
