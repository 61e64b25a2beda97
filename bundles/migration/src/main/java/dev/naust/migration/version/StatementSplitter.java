package dev.naust.migration.version;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Divides a script into its statements: at each semicolon that is not in quotes, brackets of words (BEGIN and END of a
 * trigger or of a function in SQL), dollar quotes or comments; for SQL Server at each line that is GO. For one thread.
 */
public final class StatementSplitter {

    /**
     * A statement.
     *
     * @param text without the semicolon; of a COPY from the input, with it, and behind it the lines with the rows
     * @param line where it begins, from 1
     */
    public record Statement(String text, int line) {}

    private static final int PIECE = 1 << 20;
    private static final Pattern TAKES_ROWS = Pattern.compile("(?is)COPY\\b.*\\bFROM\\s+STDIN\\b.*");
    private static final Pattern END_OF_ROWS = Pattern.compile("(?m)^\\\\\\.[ \\t]*\\r?$");

    private final String sql;
    private final boolean postgres;
    private final List<Statement> found = new ArrayList<>();
    private int at;
    private int start;
    private int depth;
    private boolean empty = true;
    private boolean hasBody;
    private int brackets;
    private final boolean last;
    private int line;
    private int counted;
    /** Behind the last statement that has come to its end. */
    private int done;

    private String firstWord = "";
    private String lastWord = "";

    private StatementSplitter(String sql, boolean postgres, boolean last, int line) {
        this.sql = sql;
        this.postgres = postgres;
        this.last = last;
        this.line = line;
    }

    /** Takes statements one by one. */
    @FunctionalInterface
    interface Taker {
        void take(Statement statement) throws InterruptedException;
    }

    /** Hands out a script piece by piece, each ending where a line ends. */
    @FunctionalInterface
    interface Pieces {
        /** The next piece, of at least so many characters where there are as many; empty at the end. */
        String next(int atLeast) throws IOException;
    }

    /** The statements of a script for PostgreSQL, SQLite or SQL Server, as the technology's id says. */
    public static List<Statement> split(String sql, String technology) {
        if (technology.equals("sqlserver")) {
            return batches(sql);
        }
        StatementSplitter splitter = new StatementSplitter(sql, technology.equals("postgres"), true, 1);
        splitter.run();
        return splitter.found;
    }

    /**
     * Hands on the statements of a script for PostgreSQL or SQLite, of which no more than a piece and a statement is held.
     *
     * @throws IOException when it cannot be read, or a statement has more than the given characters
     */
    static void each(Pieces pieces, String technology, int longest, Taker taker)
            throws IOException, InterruptedException {
        String rest = "";
        int line = 1;
        for (int size = PIECE; ; ) {
            String piece = pieces.next(size);
            StatementSplitter splitter =
                    new StatementSplitter(rest + piece, technology.equals("postgres"), piece.isEmpty(), line);
            splitter.run();
            for (Statement statement : splitter.found) {
                taker.take(statement);
            }
            if (piece.isEmpty()) {
                return;
            }
            line = splitter.lineAt(splitter.done);
            rest = splitter.sql.substring(splitter.done);
            if (rest.length() > longest) {
                throw new IOException("the statement in line " + line + " has more than " + (longest >> 20) + " MiB");
            }
            size = Math.max(PIECE, rest.length());
        }
    }

    private static List<Statement> batches(String sql) {
        List<Statement> batches = new ArrayList<>();
        StringBuilder batch = new StringBuilder();
        int line = 0;
        int first = 1;
        for (String each : sql.split("\\R", -1)) {
            line++;
            if (each.strip().equalsIgnoreCase("GO") || each.strip().equalsIgnoreCase("GO;")) {
                add(batches, batch, first);
                first = line + 1;
            } else {
                batch.append(each).append('\n');
            }
        }
        add(batches, batch, first);
        return batches;
    }

    private static void add(List<Statement> batches, StringBuilder batch, int line) {
        if (!batch.toString().isBlank()) {
            batches.add(new Statement(batch.toString().strip(), line));
        }
        batch.setLength(0);
    }

    private void run() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c) || c == '\uFEFF') {
                at++;
            } else if (sql.startsWith("--", at)) {
                at = after(sql.indexOf('\n', at), 1);
            } else if (sql.startsWith("/*", at)) {
                skipComment();
            } else if (c == ';' && depth == 0 && brackets <= 0) {
                if (postgres
                        && !empty
                        && TAKES_ROWS.matcher(sql).region(start, at).matches()) {
                    if (!skipRows()) {
                        break;
                    }
                    end();
                } else {
                    end();
                    at++;
                }
                done = at;
            } else {
                begin();
                readPiece(c);
            }
        }
        if (last) {
            end();
        }
    }

    /** To the end of the line that says that there are no more rows; says whether that is known. */
    private boolean skipRows() {
        Matcher end = END_OF_ROWS.matcher(sql);
        boolean ends = end.find(at);
        at = ends ? end.end() : sql.length();
        return ends || last;
    }

    private void begin() {
        if (empty) {
            start = at;
            empty = false;
        }
    }

    private void readPiece(char c) {
        if (c == '\'' || c == '"' || c == '`') {
            skipQuoted(c);
        } else if ((c == '(' || c == ')') && postgres) {
            brackets += c == '(' ? 1 : -1;
            at++;
        } else if (c == '[' && !postgres) {
            at = after(sql.indexOf(']', at), 1);
        } else if (c == '$' && postgres && isDollarQuote()) {
            String mark = sql.substring(at, sql.indexOf('$', at + 1) + 1);
            at = after(sql.indexOf(mark, at + mark.length()), mark.length());
        } else if (isWord(c)) {
            int from = at;
            while (at < sql.length() && isWord(sql.charAt(at))) {
                at++;
            }
            word(sql.substring(from, at).toUpperCase(Locale.ROOT));
        } else {
            at++;
        }
    }

    /** Only a trigger's body and a function's BEGIN ATOMIC hold semicolons; CASE ends with END too. */
    private void word(String word) {
        if (firstWord.isEmpty()) {
            firstWord = word;
        }
        if (firstWord.equals("CREATE") && (word.equals("TRIGGER") && !postgres)) {
            hasBody = true;
        }
        boolean opens = hasBody && word.equals("BEGIN")
                || firstWord.equals("CREATE") && word.equals("ATOMIC") && lastWord.equals("BEGIN")
                || depth > 0 && word.equals("CASE");
        if (opens) {
            depth++;
        } else if (depth > 0 && word.equals("END")) {
            depth--;
        }
        lastWord = word;
    }

    private void skipQuoted(char quote) {
        boolean escapes = postgres
                && quote == '\''
                && at > 0
                && Character.toUpperCase(sql.charAt(at - 1)) == 'E'
                && (at == 1 || !isWord(sql.charAt(at - 2)));
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\' && escapes) {
                at += 2;
            } else if (c == quote) {
                at++;
                if (at >= sql.length() || sql.charAt(at) != quote) {
                    return;
                }
                at++;
            } else {
                at++;
            }
        }
    }

    private boolean isDollarQuote() {
        int close = at + 1;
        while (close < sql.length() && isWord(sql.charAt(close))) {
            close++;
        }
        return (at == 0 || !isWord(sql.charAt(at - 1)))
                && close < sql.length()
                && sql.charAt(close) == '$'
                && !Character.isDigit(sql.charAt(at + 1));
    }

    /** PostgreSQL's comments may hold others. */
    private void skipComment() {
        int level = 0;
        do {
            if (sql.startsWith("/*", at) && (level == 0 || postgres)) {
                level++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                level--;
                at += 2;
            } else {
                at++;
            }
        } while (level > 0 && at < sql.length());
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c > 127;
    }

    private int after(int place, int length) {
        return place < 0 ? sql.length() : place + length;
    }

    private int lineAt(int place) {
        for (; counted < place; counted++) {
            line += sql.charAt(counted) == '\n' ? 1 : 0;
        }
        return line;
    }

    private void end() {
        if (!empty) {
            found.add(new Statement(
                    sql.substring(start, Math.min(at, sql.length())).strip(), lineAt(start)));
        }
        empty = true;
        hasBody = false;
        depth = 0;
        brackets = 0;
        firstWord = "";
        lastWord = "";
    }
}
