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
import dev.naust.jdbc.Loan;
import dev.naust.jdbc.ScriptSession;
import dev.naust.sqlserver.catalogue.Catalogue;
import dev.naust.sqlserver.connection.Sessions;
import java.util.ArrayList;
import java.util.List;
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
        try (Loan session = sessions.open()) {
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

    /** The session's end gives back its locks. */
    @Override
    public <T> T inSession(Work<T> work) throws InterruptedException {
        try (Loan session = sessions.open()) {
            return work.run(new Running(session));
        }
    }

    private static final class Running extends ScriptSession {
        Running(Loan session) throws InterruptedException {
            super(session);
        }

        @Override
        public boolean lock(long number) throws InterruptedException {
            String got = ask("DECLARE @got int; EXEC @got = sp_getapplock @Resource = N'naust " + number
                            + "', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 0; SELECT @got AS got")
                    .get(0)
                    .get("got");
            return Integer.parseInt(got) >= 0;
        }
    }
}
