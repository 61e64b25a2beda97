package dev.naust.postgres;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Numbering;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.jdbc.TableLimits;
import dev.naust.postgres.catalogue.Catalogue;
import dev.naust.postgres.catalogue.PostgresNames;
import dev.naust.postgres.catalogue.SchemaStatements;
import dev.naust.postgres.catalogue.SequencePlaces;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.connection.Sessions;
import dev.naust.postgres.type.PostgresDialect;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes and removes tables. Each step is a transaction of its own, so that steps can be done over several sessions at once. */
final class PostgresSchemaEditing implements SchemaEditing {
    /** PostgreSQL manual, appendix K "PostgreSQL Limits". */
    private static final TableLimits LIMITS = new TableLimits("PostgreSQL", 0, 1600, 32);

    private static final Sql MORE_MEMORY =
            Sql.of("SELECT pg_catalog.set_config('maintenance_work_mem', '256MB', true) WHERE"
                    + " pg_catalog.pg_size_bytes(pg_catalog.current_setting('maintenance_work_mem')) < 268435456");
    private static final Sql REFERENCES = Sql.of("""
            SELECT n.nspname, c.relname, k.conname FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_class f ON f.oid = k.confrelid JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
            WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid <> k.confrelid
              AND fn.nspname = ?::text AND f.relname = ?::text
            """);
    private static final Sql KIND = Sql.of("""
            SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE'
              ELSE 'TABLE' END
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ?::text AND c.relname = ?::text AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
            """);

    private final Sessions sessions;
    private final String schema;

    /** @param schema where collections go whose name has one part */
    PostgresSchemaEditing(Sessions sessions, String schema) {
        this.sessions = sessions;
        this.schema = schema;
    }

    @Override
    public DatasetId place(DatasetId foreign) {
        return PostgresNames.place(foreign, schema);
    }

    @Override
    public String fit(String name) {
        return PostgresNames.fit(name);
    }

    /** The referring value is looked up as the other type, which goes without a cast from a whole number only ("pg_cast"). */
    @Override
    public boolean mayRefer(FieldType from, FieldType to) {
        boolean whole = from.kind() == Kind.INT32 || from.kind() == Kind.INT64;
        return from.kind() == to.kind()
                || whole && (to.kind() == Kind.INT32 || to.kind() == Kind.INT64 || to.kind() == Kind.DECIMAL);
    }

    @Override
    public List<String> obstacles(Schema wanted) {
        return LIMITS.passedBy(wanted);
    }

    @Override
    public List<SchemaStep> steps(List<Schema> schemas) {
        for (Schema wanted : schemas) {
            if (wanted.id().path().size() != 2) {
                throw new StoreException(
                        dev.naust.postgres.connection.PostgresErrorCode.NO_COLLECTION,
                        "A PostgreSQL table is named by a schema and a name, and " + wanted.id()
                                + " is not. Place it first.");
            }
        }
        try (Session session = sessions.open()) {
            return session.run("Planning tables", () -> {
                Catalogue catalogue = new Catalogue(session.connection());
                List<String> outer = schemas.stream()
                        .map(wanted -> wanted.id().path().get(0))
                        .toList();
                return new SchemaStatements(catalogue.schemas(), catalogue.relations(outer)).steps(schemas);
            });
        } catch (InterruptedException e) {
            throw Interruption.notAllowed(e);
        }
    }

    @Override
    public void apply(SchemaStep step) throws InterruptedException {
        try (Session session = sessions.open()) {
            session.run("Making the " + step.name(), () -> {
                if (step.phase() == SchemaStep.Phase.INDEX) {
                    session.execute(MORE_MEMORY);
                }
                session.execute(Sql.planned(step));
                session.commit();
                return true;
            });
        }
    }

    @Override
    public void drop(DatasetId id) throws InterruptedException {
        if (id.path().size() != 2) {
            return;
        }
        try (Session session = sessions.open()) {
            session.run("Removing " + id, () -> {
                List<String> kind = ask(session, KIND, id);
                if (!kind.isEmpty()) {
                    for (Sql statement : dropReferences(session, id)) {
                        session.execute(statement);
                    }
                    session.execute(drop(kind.get(0), PostgresDialect.INSTANCE.table(id)));
                    session.commit();
                }
                return true;
            });
        }
    }

    @Override
    public List<Numbering> numberings(DatasetId id, Set<String> fields) throws InterruptedException {
        if (id.path().size() != 2) {
            return List.of();
        }
        try (Session session = sessions.open()) {
            return session.run(
                    "Looking at the sequences of " + id, () -> new SequencePlaces(session.connection()).of(id, fields));
        }
    }

    @Override
    public boolean moveNumbering(DatasetId id, String field, String from, String to) throws InterruptedException {
        if (id.path().size() != 2) {
            return false;
        }
        try (Session session = sessions.open()) {
            return session.run("Moving the sequence of " + id + "." + field, () -> {
                boolean moved = new SequencePlaces(session.connection()).move(id, field, from, to);
                session.commit();
                return moved;
            });
        }
    }

    private static Sql drop(String kind, Sql table) {
        return switch (kind) {
            case "VIEW" -> Sql.of("DROP VIEW " + table);
            case "MATERIALIZED VIEW" -> Sql.of("DROP MATERIALIZED VIEW " + table);
            case "FOREIGN TABLE" -> Sql.of("DROP FOREIGN TABLE " + table);
            default -> Sql.of("DROP TABLE " + table);
        };
    }

    private static List<Sql> dropReferences(Session session, DatasetId id) throws SQLException {
        List<String> names = ask(session, REFERENCES, id);
        List<Sql> statements = new ArrayList<>();
        for (int i = 0; i < names.size(); i += 3) {
            Sql table = PostgresDialect.INSTANCE.table(DatasetId.of(names.get(i), names.get(i + 1)));
            Sql name = PostgresDialect.INSTANCE.escapeIdentifier(names.get(i + 2));
            statements.add(Sql.of("ALTER TABLE " + table + " DROP CONSTRAINT " + name));
        }
        return statements.stream().distinct().collect(Collectors.toList());
    }

    /** All columns of all rows, one after the other. */
    private static List<String> ask(Session session, Sql sql, DatasetId id) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (PreparedStatement statement = Statements.prepare(session.connection(), sql)) {
            statement.setString(1, id.path().get(0));
            statement.setString(2, id.path().get(1));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        answers.add(rows.getString(i));
                    }
                }
            }
        }
        return answers;
    }
}
