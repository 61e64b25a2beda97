package dev.naust.sqlserver.catalogue;

import dev.naust.api.model.Field;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.jdbc.Sql;
import dev.naust.sqlserver.type.SqlServerDialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The statements that make tables with everything that their schemas declare. For one use. */
public final class SchemaStatements {
    private static final SqlServerDialect SQL = SqlServerDialect.INSTANCE;

    /** The most bytes that the key of a clustered index has. */
    private static final int LONGEST_KEY = 900;

    private static final int UNIT = 2;

    /** Keys of other stores tell capital letters from small ones and one accent from another. */
    private static final Sql EXACTLY = Sql.of(" COLLATE Latin1_General_100_BIN2");

    private final Set<String> schemas;
    private final Map<String, Set<String>> taken = new HashMap<>();

    /**
     * @param schemas those that exist, folded
     * @param taken the names that are taken in each schema, folded
     */
    public SchemaStatements(Set<String> schemas, Map<String, Set<String>> taken) {
        this.schemas = new HashSet<>(schemas);
        taken.forEach((schema, names) -> this.taken.put(schema, new HashSet<>(names)));
    }

    /** The steps, in the order of their phases. */
    public List<SchemaStep> steps(List<Schema> wanted) {
        List<SchemaStep> steps = new ArrayList<>();
        for (Schema schema : wanted) {
            String outer = schema.id().path().get(0);
            if (schemas.add(SqlServerNames.folded(outer))) {
                steps.add(step(
                        Phase.CREATE,
                        schema,
                        "schema " + outer,
                        Sql.of("CREATE SCHEMA " + SQL.escapeIdentifier(outer))));
            }
            names(schema).add(SqlServerNames.folded(schema.id().name()));
        }
        for (Schema schema : wanted) {
            steps.add(step(Phase.CREATE, schema, "table " + schema.id().name(), createTable(schema)));
        }
        wanted.forEach(schema -> addKeys(schema, steps));
        for (Schema schema : wanted) {
            schema.foreignKeys().forEach(key -> steps.add(reference(schema, key)));
        }
        for (Schema schema : wanted) {
            steps.add(step(
                    Phase.FINISH,
                    schema,
                    "statistics of " + schema.id().name(),
                    Sql.of("UPDATE STATISTICS " + SQL.table(schema.id()))));
        }
        return steps;
    }

    private static SchemaStep step(Phase phase, Schema schema, String name, Sql statement) {
        return new SchemaStep(phase, schema, name, statement.toString());
    }

    private Set<String> names(Schema schema) {
        return taken.computeIfAbsent(schema.id().path().get(0), name -> new HashSet<>());
    }

    private static Sql createTable(Schema schema) {
        Set<String> indexed = indexed(schema);
        Set<String> exact = compared(schema);
        Sql columns = schema.fields().stream()
                .map(field -> column(field, schema.key().contains(field.name()), indexed, exact.contains(field.name())))
                .collect(Sql.joining(",\n  "));
        return Sql.of("CREATE TABLE " + SQL.table(schema.id()) + " (\n  " + columns + "\n)");
    }

    /** The fields of keys, indexes and references, which must have a limit. */
    private static Set<String> indexed(Schema schema) {
        Set<String> fields = new LinkedHashSet<>(schema.key());
        schema.indexes().forEach(index -> fields.addAll(index.fields()));
        schema.foreignKeys().forEach(key -> fields.addAll(key.fields()));
        return fields;
    }

    /** The fields whose values are compared with each other by the server. */
    private static Set<String> compared(Schema schema) {
        Set<String> fields = new HashSet<>(schema.key());
        schema.indexes().stream().filter(Index::unique).forEach(index -> fields.addAll(index.fields()));
        schema.foreignKeys().forEach(key -> fields.addAll(key.fields()));
        return fields;
    }

    private static Sql column(Field field, boolean key, Set<String> indexed, boolean exact) {
        Sql type = indexed.contains(field.name())
                ? limited(field, indexed.size())
                : SQL.type(field.type().nativeType());
        Sql collation = exact && field.type().kind() == Kind.TEXT ? EXACTLY : Sql.NONE;
        Sql filled =
                switch (field.generation()) {
                    case IDENTITY -> Sql.of(" IDENTITY(1,1)");
                    case NONE, COMPUTED ->
                        field.defaultValue()
                                .flatMap(value ->
                                        Defaults.render(value, field.type().kind()))
                                .map(sql -> Sql.of(" DEFAULT " + sql))
                                .orElse(Sql.NONE);
                };
        Sql declared = Sql.of(SQL.escapeIdentifier(field.name()) + " " + type + collation);
        return field.nullable() && !key ? Sql.of(declared + " NULL" + filled) : Sql.of(declared + " NOT NULL" + filled);
    }

    /** No index takes values without a limit; what is longer than fits becomes a reject with this reason. */
    private static Sql limited(Field field, int fields) {
        int bytes = Math.max(UNIT, LONGEST_KEY / Math.max(1, Math.min(fields, 8)));
        return switch (field.type().nativeType()) {
            case "nvarchar(max)" -> Sql.of("nvarchar(" + bytes / UNIT + ")");
            case "varbinary(max)" -> Sql.of("varbinary(" + bytes + ")");
            default -> SQL.type(field.type().nativeType());
        };
    }

    private void addKeys(Schema schema, List<SchemaStep> steps) {
        Sql table = SQL.table(schema.id());
        if (!schema.key().isEmpty()) {
            String name = take(schema, "PK_" + schema.id().name());
            Sql key = Sql.of("ALTER TABLE " + table + " ADD CONSTRAINT " + SQL.escapeIdentifier(name) + " PRIMARY KEY ("
                    + SQL.escapeIdentifiers(schema.key()) + ")");
            steps.add(new SchemaStep(
                    Phase.INDEX, schema, "primary key of " + schema.id().name(), key.toString(), true));
        }
        // Only constraints share their names with tables; an index's name is its table's own.
        Set<String> own = new HashSet<>();
        for (Index index : schema.indexes()) {
            boolean rule = index.constraint()
                    && index.unique()
                    && nullable(schema, index).isEmpty();
            String wanted = index.name().isEmpty() ? named(schema, index) : index.name();
            String name = rule ? take(schema, wanted) : SqlServerNames.apart(SqlServerNames.fit(wanted), own);
            own.add(SqlServerNames.folded(name));
            Sql made = rule ? rule(table, name, index) : index(schema, table, name, index);
            steps.add(new SchemaStep(
                    Phase.INDEX, schema, (rule ? "unique rule " : "index ") + name, made.toString(), index.unique()));
        }
    }

    private static Sql rule(Sql table, String name, Index index) {
        return Sql.of("ALTER TABLE " + table + " ADD CONSTRAINT " + SQL.escapeIdentifier(name) + " UNIQUE ("
                + parts(index) + ")");
    }

    /** To the server nulls agree with each other; elsewhere they do not, so that its rule leaves them out. */
    private static Sql index(Schema schema, Sql table, String name, Index index) {
        Sql made = Sql.of("INDEX " + SQL.escapeIdentifier(name) + " ON " + table + " (" + parts(index) + ")");
        if (!index.unique()) {
            return Sql.of("CREATE " + made);
        }
        Sql known = nullable(schema, index).stream()
                .map(field -> Sql.of(SQL.escapeIdentifier(field) + " IS NOT NULL"))
                .collect(Sql.joining(" AND "));
        return known.isEmpty() ? Sql.of("CREATE UNIQUE " + made) : Sql.of("CREATE UNIQUE " + made + " WHERE " + known);
    }

    private static List<String> nullable(Schema schema, Index index) {
        Map<String, Field> byName = schema.byName();
        return index.fields().stream()
                .filter(name -> byName.containsKey(name)
                        && byName.get(name).nullable()
                        && !schema.key().contains(name))
                .toList();
    }

    private static Sql parts(Index index) {
        return index.parts().stream()
                .map(part -> {
                    Sql name = SQL.escapeIdentifier(part.field());
                    return part.descending() ? Sql.of(name + " DESC") : name;
                })
                .collect(Sql.joining(", "));
    }

    private static String named(Schema schema, Index index) {
        return (index.unique() ? "UQ_" : "IX_") + schema.id().name() + "_" + String.join("_", index.fields());
    }

    private String take(Schema schema, String wanted) {
        String name = SqlServerNames.apart(SqlServerNames.fit(wanted), names(schema));
        names(schema).add(SqlServerNames.folded(name));
        return name;
    }

    private SchemaStep reference(Schema schema, ForeignKey key) {
        String name = take(
                schema,
                key.name().isEmpty() ? "FK_" + schema.id().name() + "_" + String.join("_", key.fields()) : key.name());
        boolean broken = key.broken() > 0;
        Sql target = key.targetFields().isEmpty()
                ? Sql.NONE
                : Sql.of(" (" + SQL.escapeIdentifiers(key.targetFields()) + ")");
        Sql checked = broken ? Sql.of(" WITH NOCHECK ADD") : Sql.of(" WITH CHECK ADD");
        return step(
                Phase.RELATE,
                schema,
                "foreign key " + name
                        + (broken ? " (not validated: " + key.broken() + " records refer to nothing)" : ""),
                Sql.of("ALTER TABLE " + SQL.table(schema.id()) + checked + " CONSTRAINT " + SQL.escapeIdentifier(name)
                        + " FOREIGN KEY ("
                        + SQL.escapeIdentifiers(key.fields()) + ") REFERENCES " + SQL.table(key.target()) + target
                        + action(Sql.of(" ON DELETE "), key.onDelete())
                        + action(Sql.of(" ON UPDATE "), key.onUpdate())));
    }

    /** RESTRICT is what the server does by itself. */
    private static Sql action(Sql event, ForeignKey.Action action) {
        return switch (action) {
            case NO_ACTION, RESTRICT -> Sql.NONE;
            case CASCADE -> Sql.of(event + "CASCADE");
            case SET_NULL -> Sql.of(event + "SET NULL");
            case SET_DEFAULT -> Sql.of(event + "SET DEFAULT");
        };
    }
}
