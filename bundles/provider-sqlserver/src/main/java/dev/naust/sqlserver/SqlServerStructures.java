package dev.naust.sqlserver;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.store.Structures;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.sqlserver.catalogue.Catalogue;
import dev.naust.sqlserver.connection.Sessions;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What tables a database in Azure SQL declares, and sessions that run an operator's files. Safe for use by several threads. */
final class SqlServerStructures implements Structures {
    private final Sessions sessions;

    SqlServerStructures(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Tables with columns, keys, references and indexes, which is enough to see that something has changed. */
    @Override
    public Structure read() throws InterruptedException {
        try (dev.naust.sqlserver.connection.Session session = sessions.open()) {
            return session.run("Reading the structure", () -> {
                Catalogue catalogue = new Catalogue(session.connection());
                List<Table> tables = new ArrayList<>();
                for (Dataset each : catalogue.datasets()) {
                    if (each.shape() != Shape.VIEW) {
                        catalogue.find(each.id()).ifPresent(found -> tables.add(table(found.schema())));
                    }
                }
                return new Structure(
                        "sqlserver",
                        tables,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of("Views, checks and triggers are not looked at"));
            });
        }
    }

    private static Table table(Schema schema) {
        List<Constraint> rules = new ArrayList<>();
        if (!schema.key().isEmpty()) {
            rules.add(new Constraint(Rule.PRIMARY_KEY, "", schema.key(), "PRIMARY KEY", Optional.empty()));
        }
        schema.foreignKeys()
                .forEach(key -> rules.add(new Constraint(
                        Rule.FOREIGN_KEY, key.name(), key.fields(), key.toString(), Optional.of(key.target()))));
        List<Index> indexes = schema.indexes().stream()
                .map(index -> new Index(
                        index.name(),
                        index.unique(),
                        "",
                        index.fields(),
                        Optional.empty(),
                        index.parts().toString()))
                .toList();
        return new Table(
                schema.id(),
                schema.fields().stream().map(SqlServerStructures::column).toList(),
                rules,
                indexes,
                List.of(),
                List.of());
    }

    private static Column column(Field field) {
        return new Column(
                field.name(),
                field.type().nativeType(),
                field.nullable(),
                field.defaultValue().map(Object::toString),
                Optional.empty(),
                Optional.of(field.generation().name()),
                Optional.empty());
    }

    /** A script may change settings of its session, so that the connection is not lent to others afterwards; its end gives back locks. */
    @Override
    public <T> T inSession(Work<T> work) throws InterruptedException {
        try (dev.naust.sqlserver.connection.Session session = sessions.open()) {
            session.abandon();
            session.run("Beginning a session", () -> {
                session.connection().setAutoCommit(true);
                return true;
            });
            return work.run(new Running(session));
        }
    }

    private record Running(dev.naust.sqlserver.connection.Session session) implements Structures.Session {
        @Override
        public void begin() throws InterruptedException {
            session.run("Beginning a transaction", () -> {
                session.connection().setAutoCommit(false);
                return true;
            });
        }

        @Override
        public void commit() throws InterruptedException {
            session.run("Committing", () -> {
                session.connection().commit();
                session.connection().setAutoCommit(true);
                return true;
            });
        }

        @Override
        public void rollback() throws InterruptedException {
            session.run("Undoing", () -> {
                session.connection().rollback();
                session.connection().setAutoCommit(true);
                return true;
            });
        }

        @Override
        public void execute(String text, Duration timeout) throws InterruptedException {
            session.run("Running a statement of a script", () -> {
                try (Statement statement = session.watched(session.connection().createStatement())) {
                    // The driver would take a brace for an escape.
                    statement.setEscapeProcessing(false);
                    statement.setQueryTimeout((int) Math.max(1, timeout.toSeconds()));
                    Statements.execute(statement, Sql.script(text));
                    // A batch has an answer for each of its statements, and a failure may stand behind the first.
                    while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
                        // Each is taken, so that the next one is told.
                    }
                    return true;
                }
            });
        }

        @Override
        public List<Map<String, String>> ask(String question) throws InterruptedException {
            return session.run("Asking a question", () -> {
                try (Statement statement = session.watched(session.connection().createStatement());
                        ResultSet rows = Statements.query(statement, Sql.script(question))) {
                    return texts(rows);
                }
            });
        }

        @Override
        public boolean lock(long number) throws InterruptedException {
            String got = ask("DECLARE @got int; EXEC @got = sp_getapplock @Resource = N'naust " + number
                            + "', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 0; SELECT @got AS got")
                    .get(0)
                    .get("got");
            return Integer.parseInt(got) >= 0;
        }

        private static List<Map<String, String>> texts(ResultSet rows) throws SQLException {
            ResultSetMetaData columns = rows.getMetaData();
            List<Map<String, String>> found = new ArrayList<>();
            while (rows.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String text = rows.getString(i);
                    if (text != null) {
                        row.put(columns.getColumnLabel(i), text);
                    }
                }
                found.add(row);
            }
            return found;
        }
    }
}
