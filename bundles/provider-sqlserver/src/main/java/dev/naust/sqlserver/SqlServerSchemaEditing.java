package dev.naust.sqlserver;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.TableLimits;
import dev.naust.sqlserver.catalogue.Catalogue;
import dev.naust.sqlserver.catalogue.SchemaStatements;
import dev.naust.sqlserver.catalogue.SqlServerNames;
import dev.naust.sqlserver.connection.Session;
import dev.naust.sqlserver.connection.Sessions;
import dev.naust.sqlserver.type.SqlServerDialect;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Makes and removes tables. Each step is a transaction of its own, so that steps can be done over several sessions at once. */
final class SqlServerSchemaEditing implements SchemaEditing {
    /** "Maximum capacity specifications for SQL Server": columns per nonwide table, columns per index key. */
    private static final TableLimits LIMITS = new TableLimits("SQL Server", 1, 1024, 32);

    private final Sessions sessions;
    private final String schema;

    /** @param schema where collections go whose name has one part */
    SqlServerSchemaEditing(Sessions sessions, String schema) {
        this.sessions = sessions;
        this.schema = schema;
    }

    @Override
    public DatasetId place(DatasetId foreign) {
        return SqlServerNames.place(foreign, schema);
    }

    @Override
    public String fit(String name) {
        return SqlServerNames.fit(name);
    }

    /** Most databases ignore case in names; in those that do not, names that differ only so are kept apart all the same. */
    @Override
    public boolean sameName(String a, String b) {
        return SqlServerNames.same(a, b);
    }

    /** Both must be of the same type, length and scale ("CREATE TABLE", FOREIGN KEY). */
    @Override
    public boolean mayRefer(FieldType from, FieldType to) {
        return from.nativeType().equals(to.nativeType())
                && from.precision().equals(to.precision())
                && from.scale().equals(to.scale());
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
                        dev.naust.sqlserver.connection.SqlServerErrorCode.NO_COLLECTION,
                        "A table of SQL Server is named by a schema and a name, and " + wanted.id()
                                + " is not. Place it first.");
            }
        }
        try (Session session = sessions.open()) {
            return session.run("Planning tables", () -> {
                Catalogue catalogue = new Catalogue(session.connection());
                List<String> outer = schemas.stream()
                        .map(wanted -> wanted.id().path().get(0))
                        .toList();
                Map<String, Set<String>> taken = new HashMap<>();
                for (String name : new HashSet<>(outer)) {
                    taken.put(name, catalogue.objects(name));
                }
                return new SchemaStatements(catalogue.schemas(), taken).steps(schemas);
            });
        } catch (InterruptedException e) {
            throw Interruption.notAllowed(e);
        }
    }

    @Override
    public void apply(SchemaStep step) throws InterruptedException {
        try (Session session = sessions.open()) {
            session.run("Making the " + step.name(), () -> {
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
                Catalogue catalogue = new Catalogue(session.connection());
                OptionalInt object = catalogue.object(id);
                if (object.isPresent()) {
                    Sql name = SqlServerDialect.INSTANCE.table(id);
                    for (Catalogue.Referring reference : catalogue.referring(object.getAsInt())) {
                        session.execute(Sql.of("ALTER TABLE " + SqlServerDialect.INSTANCE.table(reference.table())
                                + " DROP CONSTRAINT " + SqlServerDialect.INSTANCE.escapeIdentifier(reference.name())));
                    }
                    session.execute(catalogue.isView(id) ? Sql.of("DROP VIEW " + name) : Sql.of("DROP TABLE " + name));
                    session.commit();
                }
                return true;
            });
        }
    }
}
