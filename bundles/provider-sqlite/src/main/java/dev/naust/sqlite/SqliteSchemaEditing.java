package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.jdbc.TableLimits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes and drops tables. A table is made whole, since SQLite adds neither keys nor references later; references are not
 * enforced while a table is filled for the first time and are looked over when all tables are there.
 */
final class SqliteSchemaEditing implements SchemaEditing {
    /** SQLITE_MAX_COLUMN, sqlite.org/limits.html, which holds for tables and indexes alike. */
    private static final TableLimits LIMITS = new TableLimits("SQLite", 1, 2000, 2000);

    private static final int LONGEST_NAME = 1000;

    private final SqliteFile file;
    private final SqliteWriterGate gate;
    private final Interrupts interrupts;
    private final SqliteDialect dialect = new SqliteDialect();
    private final TableSql sql = new TableSql();

    SqliteSchemaEditing(SqliteFile file, SqliteWriterGate gate, Interrupts interrupts) {
        this.file = file;
        this.gate = gate;
        this.interrupts = interrupts;
    }

    /** A schema that is the usual one of its technology is left out; of others the name tells which it was. */
    @Override
    public DatasetId place(DatasetId foreign) {
        int parts = foreign.path().size();
        if (parts == 1
                || Set.of("public", "dbo", "main").contains(foreign.path().get(parts - 2))) {
            return DatasetId.of(foreign.name());
        }
        return DatasetId.of(String.join("_", foreign.path()));
    }

    @Override
    public String fit(String name) {
        String fitted = name.replace("\0", "");
        if (fitted.isEmpty()) {
            return "unnamed";
        }
        if (fitted.toLowerCase(Locale.ROOT).startsWith("sqlite_")) {
            fitted = "x_" + fitted;
        }
        return fitted.length() <= LONGEST_NAME
                ? fitted
                : fitted.substring(0, LONGEST_NAME - 9) + "_" + Integer.toHexString(name.hashCode());
    }

    /** SQLite folds the case of ASCII letters and of no others. */
    @Override
    public boolean sameName(String a, String b) {
        return folded(a).equals(folded(b));
    }

    private static String folded(String name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return folded.toString();
    }

    @Override
    public List<String> obstacles(Schema wanted) {
        return LIMITS.passedBy(wanted);
    }

    @Override
    public List<SchemaStep> steps(List<Schema> schemas) {
        List<SchemaStep> steps = new ArrayList<>();
        for (Schema schema : referredFirst(schemas)) {
            steps.add(new SchemaStep(
                    Phase.CREATE,
                    schema,
                    "table " + schema.id(),
                    sql.create(schema).toString()));
        }
        for (Schema schema : schemas) {
            for (Index index : schema.indexes()) {
                if (!TableSql.isConstraint(index)) {
                    steps.add(new SchemaStep(
                            Phase.INDEX,
                            schema,
                            "index " + index.name(),
                            sql.create(schema, index).toString(),
                            index.unique()));
                }
            }
        }
        for (Schema schema : schemas) {
            if (schema.foreignKeys().stream().anyMatch(key -> key.broken() == 0)) {
                steps.add(new SchemaStep(
                        Phase.RELATE,
                        schema,
                        "references of " + schema.id(),
                        Sql.of("PRAGMA foreign_key_check(" + dialect.table(schema.id()) + ")")
                                .toString()));
            }
        }
        for (Schema schema : schemas) {
            steps.add(new SchemaStep(
                    Phase.FINISH,
                    schema,
                    "statistics of " + schema.id(),
                    Sql.of("ANALYZE " + dialect.table(schema.id())).toString()));
        }
        return List.copyOf(steps);
    }

    /** For people who read the plan; SQLite itself would take the tables in any order. */
    private static List<Schema> referredFirst(List<Schema> schemas) {
        Set<Schema> ordered = new LinkedHashSet<>();
        schemas.forEach(schema -> add(schema, schemas, ordered, new LinkedHashSet<>()));
        return List.copyOf(ordered);
    }

    private static void add(Schema schema, List<Schema> all, Set<Schema> ordered, Set<Schema> path) {
        if (ordered.contains(schema) || !path.add(schema)) {
            return;
        }
        for (ForeignKey key : schema.foreignKeys()) {
            all.stream()
                    .filter(other -> other.id().equals(key.target()))
                    .findFirst()
                    .ifPresent(target -> add(target, all, ordered, path));
        }
        ordered.add(schema);
    }

    @Override
    public void apply(SchemaStep step) throws InterruptedException {
        try (SqliteWriterGate.Turn turn = gate.begin(false);
                Statement statement = turn.connection().createStatement()) {
            interrupts.run(statement, () -> {
                if (step.phase() == Phase.RELATE) {
                    checkReferences(step, statement);
                } else {
                    Statements.execute(statement, Sql.planned(step));
                }
                return Optional.empty();
            });
            turn.commit();
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "making " + step.name(), e);
        }
    }

    private void checkReferences(SchemaStep step, Statement statement) throws SQLException {
        long broken = 0;
        String first = "";
        try (ResultSet rows = Statements.query(statement, Sql.planned(step))) {
            while (rows.next()) {
                if (broken++ == 0) {
                    first = rows.getString(3);
                }
            }
        }
        long known = step.schema().foreignKeys().stream()
                .mapToLong(ForeignKey::broken)
                .sum();
        if (broken > known) {
            throw new StoreException(
                    SqliteErrorCode.CONSTRAINT,
                    "SQLite file " + file.path() + ": " + broken + " records of "
                            + step.schema().id()
                            + " refer to records of " + first
                            + " or others that are not there. Copy those too, or correct the source.");
        }
    }

    @Override
    public void drop(DatasetId id) throws InterruptedException {
        if (file.isYetToCome()) {
            return;
        }
        try (SqliteWriterGate.Turn turn = gate.begin(false)) {
            Optional<Listing.Entry> entry =
                    SqliteCatalogue.of(turn.connection()).find(id);
            if (entry.isPresent()) {
                boolean view = entry.get().shape() == Shape.VIEW && !entry.get().virtual();
                Sql table = dialect.table(id);
                new SearchTables(turn.connection()).drop(id);
                turn.execute(view ? Sql.of("DROP VIEW " + table) : Sql.of("DROP TABLE " + table));
                turn.commit();
            }
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "dropping " + id, e);
        }
    }
}
