package dev.naust.sqlite;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The text of an index with each column's name in one spelling: SQLite takes four of one name. */
final class IndexText {
    /** Words that no column has as its name without quotes. */
    private static final Set<String> RESERVED = Set.of(
            "AND", "AS", "BETWEEN", "CASE", "COLLATE", "ELSE", "ESCAPE", "IN", "IS", "ISNULL", "NOT", "NOTNULL", "NULL",
            "OR", "THEN", "WHEN", "WHERE");

    /** Words of the grammar that are a column's name where an expression begins. */
    private static final Set<String> BETWEEN =
            Set.of("ASC", "CAST", "DESC", "END", "FALSE", "GLOB", "LIKE", "MATCH", "REGEXP", "TRUE");

    private static final SqliteDialect DIALECT = new SqliteDialect();

    private final List<SqlTokens.Token> words;
    private final List<String> columns;

    private IndexText(List<SqlTokens.Token> words, List<String> columns) {
        this.words = words;
        this.columns = columns;
    }

    /** A text with each column's name as the table has it, in the quotes of the standard. */
    static String named(String definition, List<String> columns) {
        IndexText text = new IndexText(SqlTokens.of(definition), columns);
        StringBuilder written = new StringBuilder();
        int from = 0;
        for (int i = 0; i < text.words.size(); i++) {
            Optional<String> column = text.column(i);
            if (column.isPresent()) {
                SqlTokens.Token word = text.words.get(i);
                written.append(definition, from, word.start()).append(DIALECT.escapeIdentifier(column.get()));
                from = word.end();
            }
        }
        return written.append(definition.substring(from)).toString();
    }

    private Optional<String> column(int at) {
        SqlTokens.Token word = words.get(at);
        boolean called = isAt(at + 1, "(");
        boolean collation = isAt(at - 1, "COLLATE");
        if (called || collation || isGrammar(at) || word.text().startsWith("'")) {
            return Optional.empty();
        }
        return columns.stream()
                .filter(name -> name.equalsIgnoreCase(word.name()))
                .findFirst();
    }

    private boolean isGrammar(int at) {
        SqlTokens.Token word = words.get(at);
        String text = word.text().toUpperCase(Locale.ROOT);
        boolean begins = isAt(at - 1, "(") || isAt(at - 1, ",");
        return word.text().equals(word.name()) && (RESERVED.contains(text) || !begins && BETWEEN.contains(text));
    }

    private boolean isAt(int at, String word) {
        return at >= 0 && at < words.size() && words.get(at).is(word);
    }
}
