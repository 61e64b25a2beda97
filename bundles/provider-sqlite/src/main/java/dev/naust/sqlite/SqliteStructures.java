package dev.naust.sqlite;

import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.Trigger;
import dev.naust.api.model.Structure.View;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlQueue;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/** The structure of a SQLite file, and sessions that change it. Safe for use by several threads. */
final class SqliteStructures implements Structures {
    private final SqliteFile file;
    private final SqliteWriterGate gate;
    private final Interrupts interrupts;
    private final SqlQueue.Turns turns;

    SqliteStructures(SqliteFile file, SqliteWriterGate gate, Interrupts interrupts, SqlQueue.Turns turns) {
        this.file = file;
        this.gate = gate;
        this.interrupts = interrupts;
        this.turns = turns;
    }

    @Override
    public Structure read() throws InterruptedException {
        return turns.read("reading its structure", SqliteStructures::read);
    }

    private static Structure read(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        List<View> views = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Listing.Entry entry : SqliteCatalogue.of(connection).entries()) {
            if (entry.virtual()) {
                notes.add("The virtual table \"" + entry.name() + "\" is not compared");
            } else if (entry.sql().isEmpty() || isView(connection, entry.name())) {
                views.add(new View(entry.id(), false, definition(connection, entry), List.of(), List.of()));
            } else {
                TableText text = TableText.of(entry.sql());
                text.unsaid().forEach(what -> notes.add(what + " of \"" + entry.name() + "\" is not compared"));
                tables.add(new Table(
                        entry.id(),
                        text.columns(),
                        text.constraints(),
                        indexes(connection, entry.name(), text.columns()),
                        triggers(connection, entry.name()),
                        text.options()));
            }
        }
        return new Structure("sqlite", tables, views, List.of(), List.of(), notes);
    }

    /** A view's text, and behind it those of its triggers: they go and come with it. */
    private static String definition(Connection connection, Listing.Entry view) throws SQLException {
        StringBuilder text = new StringBuilder(behindName(view.sql(), "VIEW"));
        triggers(connection, view.name()).forEach(trigger -> text.append(";\n").append(trigger.definition()));
        return text.toString();
    }

    private static boolean isView(Connection connection, String name) throws SQLException {
        return !named(connection, Sql.of("SELECT name FROM sqlite_schema WHERE type = 'view' AND name = ?1"), name)
                .isEmpty();
    }

    private static List<Trigger> triggers(Connection connection, String table) throws SQLException {
        return named(
                        connection,
                        Sql.of(
                                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = lower(?1)"
                                        + " AND name NOT GLOB 'naust_search*' AND name NOT GLOB 'naust_change*' ORDER BY name"),
                        table)
                .stream()
                .map(row -> new Trigger(row.get("name"), withoutEnd(row.get("sql"))))
                .toList();
    }

    private static List<Index> indexes(Connection connection, String table, List<Column> columns) throws SQLException {
        List<Index> indexes = new ArrayList<>();
        for (Map<String, String> row : named(connection, Sql.of("""
                SELECT s.name, s.sql, l."unique" AS is_unique FROM sqlite_schema s
                JOIN pragma_index_list(s.tbl_name) l ON l.name = s.name
                WHERE s.type = 'index' AND s.sql IS NOT NULL AND lower(s.tbl_name) = lower(?1) ORDER BY s.name
                """), table)) {
            String definition = IndexText.named(
                    behindName(row.get("sql"), "ON"),
                    columns.stream().map(Column::name).toList());
            List<SqlTokens.Token> words = SqlTokens.of(definition);
            indexes.add(new Index(
                    row.get("name"),
                    row.get("is_unique").equals("1"),
                    "",
                    parts(definition, words),
                    condition(definition, words),
                    definition));
        }
        return indexes;
    }

    private static List<String> parts(String definition, List<SqlTokens.Token> words) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (SqlTokens.Token word : words) {
            if (word.is("(") && ++depth == 1) {
                from = word.end();
            } else if (depth == 1 && (word.is(",") || word.is(")"))) {
                parts.add(definition.substring(from, word.start()).strip());
                from = word.end();
            }
            depth -= word.is(")") ? 1 : 0;
            if (word.is(")") && depth == 0) {
                return parts;
            }
        }
        return parts;
    }

    private static Optional<String> condition(String definition, List<SqlTokens.Token> words) {
        int depth = 0;
        for (SqlTokens.Token word : words) {
            depth += word.is("(") ? 1 : word.is(")") ? -1 : 0;
            if (depth == 0 && word.is("WHERE")) {
                return Optional.of(definition.substring(word.end()).strip());
            }
        }
        return Optional.empty();
    }

    /** What stands behind the name that follows a word. */
    private static String behindName(String sql, String word) {
        List<SqlTokens.Token> tokens = SqlTokens.of(sql);
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).is(word)) {
                int name = i + 1;
                if (tokens.get(name).is("IF")) {
                    name += 3;
                }
                while (name + 2 < tokens.size() && tokens.get(name + 1).is(".")) {
                    name += 2;
                }
                return withoutEnd(sql).substring(tokens.get(name).end()).strip();
            }
        }
        return sql;
    }

    /** Without a comment behind the last word, in which whatever is put behind the text would be lost. */
    private static String withoutEnd(String sql) {
        List<SqlTokens.Token> tokens = SqlTokens.of(sql);
        return tokens.isEmpty()
                ? sql
                : sql.substring(0, tokens.get(tokens.size() - 1).end());
    }

    private static List<Map<String, String>> named(Connection connection, Sql question, String name)
            throws SQLException {
        try (PreparedStatement query = Statements.prepare(connection, question)) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return texts(rows);
            }
        }
    }

    private static List<Map<String, String>> texts(ResultSet rows) throws SQLException {
        List<Map<String, String>> found = new ArrayList<>();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 1; i <= columns; i++) {
                String text = rows.getString(i);
                if (text != null) {
                    row.put(rows.getMetaData().getColumnLabel(i), text);
                }
            }
            found.add(row);
        }
        return found;
    }

    @Override
    public <T> T inSession(Work<T> work) throws InterruptedException {
        try (SqliteWriterGate.Hold hold = gate.hold()) {
            // As SQLite itself begins: with references enforced, a table that is made anew would empty those that refer
            // to it.
            Statements.execute(hold.connection(), Sql.of("PRAGMA foreign_keys = OFF"));
            return work.run(new Running(hold.connection()));
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "ending a session", e);
        }
    }

    /** Who holds the gate is alone in this server; the file's own lock keeps others out while a transaction runs. */
    private final class Running implements Session {
        private static final Pattern VACUUM = Pattern.compile("(?i)VACUUM\\b");
        private static final Pattern OTHER_FILES = Pattern.compile("(?is)(?:ATTACH\\b|VACUUM\\b.*\\bINTO\\b)");

        private final Connection connection;

        Running(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void begin() throws InterruptedException {
            execute("BEGIN IMMEDIATE", Duration.ofMinutes(1));
        }

        @Override
        public void commit() throws InterruptedException {
            execute("COMMIT", Duration.ofMinutes(1));
        }

        @Override
        public void rollback() throws InterruptedException {
            execute("ROLLBACK", Duration.ofMinutes(1));
        }

        @Override
        public void execute(String text, Duration timeout) throws InterruptedException {
            if (OTHER_FILES.matcher(text).lookingAt()) {
                throw new StoreException(
                        SqliteErrorCode.REFUSED,
                        "A store's statements reach no other file, so that ATTACH and VACUUM INTO are not run. Take the"
                                + " statement out, or do it with SQLite's own program.");
            }
            try (Statement statement = connection.createStatement()) {
                statement.setQueryTimeout((int) Math.max(1, timeout.toSeconds()));
                boolean vacuum = VACUUM.matcher(text).lookingAt();
                attachable(vacuum ? 1 : 0);
                try {
                    interrupts.run(statement, () -> {
                        Statements.execute(statement, Sql.script(text));
                        return true;
                    });
                } finally {
                    attachable(0);
                }
            } catch (SQLException e) {
                throw SqliteErrors.explain(file.path(), "running a statement of a script", e);
            }
        }

        /** VACUUM attaches a database of its own making. */
        private void attachable(int most) throws SQLException {
            connection.unwrap(SQLiteConnection.class).setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, most);
        }

        @Override
        public List<Map<String, String>> ask(String question) throws InterruptedException {
            try (Statement statement = connection.createStatement()) {
                return interrupts.run(statement, () -> texts(Statements.query(statement, Sql.script(question))));
            } catch (SQLException e) {
                throw SqliteErrors.explain(file.path(), "answering a question", e);
            }
        }

        @Override
        public boolean lock(long number) {
            return true;
        }
    }
}
