package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Rule;
import dev.naust.jdbc.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the text of a CREATE TABLE whole: SQLite keeps what was declared as that text and nowhere else. Rules that were
 * written behind a column come out as rules of the table, which mean the same. For one thread.
 */
final class TableText {
    private static final Set<String> COLUMN_RULES = Set.of(
            "CONSTRAINT",
            "PRIMARY",
            "NOT",
            "NULL",
            "UNIQUE",
            "CHECK",
            "DEFAULT",
            "COLLATE",
            "REFERENCES",
            "GENERATED",
            "AS");
    private static final Set<String> TABLE_RULES = Set.of("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");

    private final SqliteDialect dialect = new SqliteDialect();
    private final String sql;
    private final List<SqlTokens.Token> tokens;
    private final List<Column> columns = new ArrayList<>();
    private final List<Constraint> constraints = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<String> unsaid = new ArrayList<>();
    private int at;

    private TableText(String sql) {
        this.sql = sql;
        this.tokens = SqlTokens.of(sql);
    }

    /** Reads a statement; of one that is no ordinary CREATE TABLE nothing is known. */
    static TableText of(String sql) {
        TableText text = new TableText(sql);
        text.read();
        return text;
    }

    List<Column> columns() {
        return columns;
    }

    List<Constraint> constraints() {
        return constraints;
    }

    List<String> options() {
        return options.stream().sorted().toList();
    }

    /** What was declared and is in none of the others, for a sentence that the table's name ends. */
    List<String> unsaid() {
        return unsaid;
    }

    private void read() {
        while (at < tokens.size() && !is("(")) {
            if (is("AS") || is("VIRTUAL")) {
                return;
            }
            at++;
        }
        at++;
        while (at < tokens.size() && !is(")")) {
            if (isOneOf(TABLE_RULES) && !isQuoted()) {
                readTableRule();
            } else {
                readColumn();
            }
            while (at < tokens.size() && !is(",") && !is(")")) {
                skip();
            }
            if (is(",")) {
                at++;
            }
        }
        at++;
        readOptions();
    }

    private void readOptions() {
        StringBuilder option = new StringBuilder();
        for (; at < tokens.size(); at++) {
            if (is(",") || is(";")) {
                addOption(option);
            } else {
                option.append(option.isEmpty() ? "" : " ")
                        .append(tokens.get(at).text().toUpperCase(Locale.ROOT));
            }
        }
        addOption(option);
    }

    private void addOption(StringBuilder option) {
        if (!option.isEmpty()) {
            options.add(option.toString());
            option.setLength(0);
        }
    }

    private void readColumn() {
        String name = tokens.get(at++).name();
        int from = at;
        while (at < tokens.size() && !is(",") && !is(")") && (isQuoted() || !isOneOf(COLUMN_RULES))) {
            skip();
        }
        Draft draft = new Draft(name, between(from, at));
        String ruleName = "";
        while (at < tokens.size() && !is(",") && !is(")")) {
            if (is("CONSTRAINT")) {
                at++;
                ruleName = at < tokens.size() ? tokens.get(at++).name() : "";
            } else {
                readColumnRule(draft, ruleName);
                ruleName = "";
            }
        }
        columns.add(draft.column());
    }

    private void readColumnRule(Draft draft, String ruleName) {
        String quoted = dialect.escapeIdentifier(draft.name).toString();
        if (take("NOT")) {
            take("NULL");
            draft.nullable = false;
            String conflict = conflict();
            if (!conflict.isEmpty()) {
                unsaid.add("NOT NULL" + conflict + " behind the column \"" + draft.name + "\"");
            }
        } else if (take("PRIMARY")) {
            take("KEY");
            String order = take("DESC") ? " DESC" : "";
            if (!order.isEmpty() && draft.type.equalsIgnoreCase("INTEGER")) {
                unsaid.add(
                        "That the key \"" + draft.name + "\", declared as INTEGER PRIMARY KEY DESC, is no row number");
            }
            take("ASC");
            String conflict = conflict();
            if (take("AUTOINCREMENT")) {
                draft.identity = Optional.of("AUTOINCREMENT");
            }
            add(Rule.PRIMARY_KEY, ruleName, List.of(draft.name), "PRIMARY KEY (" + quoted + order + ")" + conflict);
        } else if (take("UNIQUE")) {
            add(Rule.UNIQUE, ruleName, List.of(draft.name), "UNIQUE (" + quoted + ")" + conflict());
        } else if (take("CHECK")) {
            add(Rule.CHECK, ruleName, List.of(), "CHECK " + bracketed());
        } else if (take("DEFAULT")) {
            draft.defaultValue = Optional.of(defaultValue());
        } else if (take("COLLATE")) {
            String collation = tokens.get(at++).name();
            draft.collation = Optional.of(collation.toUpperCase(Locale.ROOT)).filter(text -> !text.equals("BINARY"));
        } else if (is("REFERENCES")) {
            reference(ruleName, List.of(draft.name), "FOREIGN KEY (" + quoted + ") ");
        } else if (take("GENERATED")) {
            take("ALWAYS");
        } else if (take("AS")) {
            String expression = bracketed();
            draft.generated = Optional.of(expression + (take("STORED") ? " STORED" : " VIRTUAL"));
            take("VIRTUAL");
        } else {
            at++;
        }
    }

    private String defaultValue() {
        int from = at;
        if (is("(")) {
            return bracketed();
        }
        if (is("+") || is("-")) {
            at++;
        }
        at++;
        // A fraction and an exponent are words of their own to the tokens.
        while (at < tokens.size()
                && tokens.get(at).start() == tokens.get(at - 1).end()
                && !is(",")
                && !is(")")) {
            at++;
        }
        return sql.substring(tokens.get(from).start(), tokens.get(at - 1).end());
    }

    private void readTableRule() {
        String name = "";
        if (take("CONSTRAINT")) {
            name = tokens.get(at++).name();
        }
        if (take("PRIMARY")) {
            take("KEY");
            keyed(Rule.PRIMARY_KEY, name, "PRIMARY KEY ");
        } else if (take("UNIQUE")) {
            keyed(Rule.UNIQUE, name, "UNIQUE ");
        } else if (take("CHECK")) {
            add(Rule.CHECK, name, List.of(), "CHECK " + bracketed());
        } else if (take("FOREIGN")) {
            take("KEY");
            List<String> columnsOfIt = new ArrayList<>();
            String list = names(columnsOfIt);
            reference(name, columnsOfIt, "FOREIGN KEY " + list + " ");
        }
    }

    private void keyed(Rule rule, String name, String words) {
        List<String> columnsOfIt = new ArrayList<>();
        String list = names(columnsOfIt);
        add(rule, name, columnsOfIt, words + list + conflict());
    }

    private void reference(String name, List<String> columnsOfIt, String words) {
        take("REFERENCES");
        String target = tokens.get(at++).name();
        StringBuilder text = new StringBuilder(words + "REFERENCES " + dialect.escapeIdentifier(target));
        if (is("(")) {
            text.append(' ').append(names(new ArrayList<>()));
        }
        while (is("ON") || is("MATCH") || is("NOT") && next("DEFERRABLE") || is("DEFERRABLE") || is("INITIALLY")) {
            int words2 = is("ON") ? (nextButOne("SET") || nextButOne("NO") ? 4 : 3) : is("DEFERRABLE") ? 1 : 2;
            for (int i = 0; i < words2 && at < tokens.size(); i++) {
                text.append(' ').append(tokens.get(at++).text().toUpperCase(Locale.ROOT));
            }
        }
        constraints.add(new Constraint(
                Rule.FOREIGN_KEY,
                name,
                columnsOfIt,
                text.toString().replace(" ON DELETE NO ACTION", "").replace(" ON UPDATE NO ACTION", ""),
                Optional.of(DatasetId.of(target))));
    }

    /** A list of columns, each written in one way, with its collation and order. */
    private String names(List<String> into) {
        List<Sql> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder("(");
        at++;
        while (at < tokens.size() && !is(")")) {
            String name = tokens.get(at++).name();
            into.add(name);
            parts.add(dialect.escapeIdentifier(name));
            text.append(parts.size() == 1 ? "" : ", ").append(parts.get(parts.size() - 1));
            while (at < tokens.size() && !is(",") && !is(")")) {
                if (!is("ASC")) {
                    text.append(' ').append(tokens.get(at).text().toUpperCase(Locale.ROOT));
                }
                at++;
            }
            take(",");
        }
        at++;
        return text.append(')').toString();
    }

    private String conflict() {
        if (is("ON") && next("CONFLICT")) {
            at += 3;
            String way = tokens.get(at - 1).text().toUpperCase(Locale.ROOT);
            return way.equals("ABORT") ? "" : " ON CONFLICT " + way;
        }
        return "";
    }

    private void add(Rule rule, String name, List<String> columnsOfIt, String definition) {
        constraints.add(new Constraint(rule, name, columnsOfIt, definition, Optional.empty()));
    }

    private String bracketed() {
        int from = at;
        skip();
        return between(from, at);
    }

    /** Goes past a word, or past brackets with all that is in them. */
    private void skip() {
        int depth = 0;
        do {
            depth += is("(") ? 1 : is(")") ? -1 : 0;
            at++;
        } while (depth > 0 && at < tokens.size());
    }

    /** The words from one to before another as they were written, without comments and with single spaces. */
    private String between(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            if (i > from && tokens.get(i).start() > tokens.get(i - 1).end()) {
                text.append(' ');
            }
            text.append(tokens.get(i).text());
        }
        return text.toString();
    }

    private boolean is(String word) {
        return at < tokens.size() && tokens.get(at).is(word);
    }

    private boolean next(String word) {
        return at + 1 < tokens.size() && tokens.get(at + 1).is(word);
    }

    private boolean nextButOne(String word) {
        return at + 2 < tokens.size() && tokens.get(at + 2).is(word);
    }

    private boolean take(String word) {
        boolean found = is(word);
        if (found) {
            at++;
        }
        return found;
    }

    private boolean isQuoted() {
        return "\"'`[".indexOf(tokens.get(at).text().charAt(0)) >= 0;
    }

    private boolean isOneOf(Set<String> words) {
        return words.contains(tokens.get(at).text().toUpperCase(Locale.ROOT));
    }

    /** A column in the making. */
    private static final class Draft {
        private final String name;
        private final String type;
        private boolean nullable = true;
        private Optional<String> defaultValue = Optional.empty();
        private Optional<String> generated = Optional.empty();
        private Optional<String> identity = Optional.empty();
        private Optional<String> collation = Optional.empty();

        Draft(String name, String type) {
            this.name = name;
            this.type = type;
        }

        Column column() {
            return new Column(name, type, nullable, defaultValue, generated, identity, collation);
        }
    }
}
