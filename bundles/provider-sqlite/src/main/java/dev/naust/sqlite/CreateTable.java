package dev.naust.sqlite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What only the text of a CREATE TABLE statement tells: the names of constraints, checks, collations and how columns are
 * computed; SQLite's catalogue has no tables for them.
 *
 * @param names the names of UNIQUE and FOREIGN KEY constraints, by kind and columns in lower case
 * @param extras one sentence for each thing that other technologies are not given
 */
record CreateTable(Map<List<String>, String> names, List<String> extras) {
    private static final String UNIQUE = "unique";
    private static final String FOREIGN = "foreign";

    /** The name of a UNIQUE constraint over these columns. */
    Optional<String> uniqueName(List<String> columns) {
        return Optional.ofNullable(names.get(key(UNIQUE, columns)));
    }

    /** The name of a FOREIGN KEY constraint over these columns. */
    Optional<String> foreignName(List<String> columns) {
        return Optional.ofNullable(names.get(key(FOREIGN, columns)));
    }

    /** Reads a statement; of one that is no CREATE TABLE nothing is known. */
    static CreateTable parse(String sql) {
        Reader reader = new Reader(sql);
        reader.read();
        return new CreateTable(Map.copyOf(reader.names), List.copyOf(reader.extras));
    }

    private static List<String> key(String kind, List<String> columns) {
        List<String> key = new ArrayList<>();
        key.add(kind);
        columns.forEach(column -> key.add(column.toLowerCase(Locale.ROOT)));
        return key;
    }

    private static final class Reader {
        private final String sql;
        private final List<SqlTokens.Token> tokens;
        private final Map<List<String>, String> names = new HashMap<>();
        private final List<String> extras = new ArrayList<>();
        private int at;
        private String constraint = "";

        Reader(String sql) {
            this.sql = sql;
            this.tokens = SqlTokens.of(sql);
        }

        void read() {
            while (at < tokens.size() && !tokens.get(at).is("(")) {
                if (tokens.get(at).is("AS") || tokens.get(at).is("VIRTUAL")) {
                    return;
                }
                at++;
            }
            at++;
            while (at < tokens.size() && !tokens.get(at).is(")")) {
                readDefinition();
            }
        }

        private void readDefinition() {
            constraint = "";
            boolean ofTable = isTableConstraint();
            String column = ofTable ? "" : tokens.get(at++).name();
            while (at < tokens.size()
                    && !tokens.get(at).is(",")
                    && !tokens.get(at).is(")")) {
                readClause(column);
            }
            if (at < tokens.size() && tokens.get(at).is(",")) {
                at++;
            }
        }

        private boolean isTableConstraint() {
            SqlTokens.Token first = tokens.get(at);
            return first.is("CONSTRAINT")
                    || first.is("PRIMARY")
                    || first.is("UNIQUE")
                    || first.is("CHECK")
                    || first.is("FOREIGN");
        }

        private void readClause(String column) {
            SqlTokens.Token token = tokens.get(at++);
            if (token.is("CONSTRAINT") && at < tokens.size()) {
                constraint = tokens.get(at++).name();
            } else if (token.is("CHECK")) {
                extras.add("CHECK " + parenthesised() + " is not carried over.");
                constraint = "";
            } else if (token.is("COLLATE") && at < tokens.size()) {
                collation(column, tokens.get(at++).name());
            } else if (token.is("AS") && at < tokens.size() && tokens.get(at).is("(")) {
                extras.add("Column \"" + column + "\" is computed as " + parenthesised()
                        + "; its values are carried over, the rule is not.");
            } else if (token.is("UNIQUE")) {
                named(UNIQUE, column.isEmpty() ? columnList() : List.of(column));
            } else if (token.is("FOREIGN")) {
                at++;
                named(FOREIGN, columnList());
            } else if (token.is("REFERENCES") && !column.isEmpty()) {
                named(FOREIGN, List.of(column));
            } else if (token.is("(")) {
                at--;
                parenthesised();
            }
        }

        private void collation(String column, String collation) {
            if (!collation.equalsIgnoreCase("BINARY")) {
                extras.add("Column \"" + column + "\" compares by COLLATE " + collation
                        + "; the target compares in its own way.");
            }
        }

        private void named(String kind, List<String> columns) {
            if (!constraint.isEmpty()) {
                names.put(key(kind, columns), constraint);
                constraint = "";
            }
        }

        private List<String> columnList() {
            List<String> columns = new ArrayList<>();
            if (at >= tokens.size() || !tokens.get(at).is("(")) {
                return columns;
            }
            boolean expectName = false;
            int depth = 0;
            do {
                SqlTokens.Token token = tokens.get(at++);
                if (token.is("(")) {
                    depth++;
                    expectName = depth == 1;
                } else if (token.is(")")) {
                    depth--;
                } else if (token.is(",")) {
                    expectName = depth == 1;
                } else if (expectName) {
                    columns.add(token.name());
                    expectName = false;
                }
            } while (depth > 0 && at < tokens.size());
            return columns;
        }

        private String parenthesised() {
            if (at >= tokens.size() || !tokens.get(at).is("(")) {
                return "";
            }
            int start = tokens.get(at).start();
            int end = start;
            int depth = 0;
            do {
                SqlTokens.Token token = tokens.get(at++);
                end = token.end();
                depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            } while (depth > 0 && at < tokens.size());
            return sql.substring(start, end).replaceAll("\\s+", " ");
        }
    }
}
