package dev.naust.sqlite;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.jdbc.Sql;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Writes the statements that make a table and its indexes. */
final class TableSql {
    private static final Sql NOT_NULL = Sql.of(" NOT NULL");
    private static final Sql PRIMARY_KEY = Sql.of(" PRIMARY KEY");

    private final SqliteDialect dialect = new SqliteDialect();

    /** SQLite cannot add keys and references later: the statement has them all. */
    Sql create(Schema schema) {
        List<Sql> parts = new ArrayList<>();
        boolean rowidKey = isRowidKey(schema);
        for (Field field : schema.fields()) {
            parts.add(column(field, rowidKey && field.name().equals(schema.key().get(0))));
        }
        if (!schema.key().isEmpty() && !rowidKey) {
            parts.add(Sql.of("PRIMARY KEY (" + dialect.escapeIdentifiers(schema.key()) + ")"));
        }
        for (Index index : schema.indexes()) {
            if (isConstraint(index)) {
                parts.add(Sql.of(named(index.name()) + "UNIQUE (" + dialect.escapeIdentifiers(index.fields()) + ")"));
            }
        }
        schema.foreignKeys().forEach(key -> parts.add(reference(key)));
        return Sql.of("CREATE TABLE " + dialect.table(schema.id()) + " (\n  " + Sql.join(parts, ",\n  ") + "\n)");
    }

    /** The statement for an index of its own. */
    Sql create(Schema schema, Index wanted) {
        Sql parts = wanted.parts().stream()
                .map(part -> {
                    Sql name = dialect.escapeIdentifier(part.field());
                    return part.descending() ? Sql.of(name + " DESC") : name;
                })
                .collect(Sql.joining(", "));
        Sql index = Sql.of(
                dialect.escapeIdentifier(wanted.name()) + " ON " + dialect.table(schema.id()) + " (" + parts + ")");
        return wanted.unique() ? Sql.of("CREATE UNIQUE INDEX " + index) : Sql.of("CREATE INDEX " + index);
    }

    static boolean isConstraint(Index index) {
        return index.constraint() && index.unique() && index.parts().stream().noneMatch(Index.Part::descending);
    }

    /** Only this very declaration makes a column the rowid itself, which SQLite numbers by itself. */
    private static boolean isRowidKey(Schema schema) {
        return schema.key().size() == 1
                && schema.field(schema.key().get(0))
                        .filter(field -> field.type().nativeType().equalsIgnoreCase("INTEGER"))
                        .isPresent();
    }

    private Sql column(Field field, boolean rowidKey) {
        Sql filled = field.generation() == Generation.NONE
                ? field.defaultValue()
                        .flatMap(value -> defaultSql(value, field.type()))
                        .map(value -> Sql.of(" DEFAULT " + value))
                        .orElse(Sql.NONE)
                : Sql.NONE;
        return Sql.of("" + dialect.escapeIdentifier(field.name())
                + declaration(field.type())
                + (field.nullable() ? Sql.NONE : NOT_NULL)
                + (rowidKey ? PRIMARY_KEY : Sql.NONE)
                + filled);
    }

    private Sql declaration(FieldType type) {
        String declared = DeclaredType.of(type);
        return declared.isEmpty() ? Sql.NONE : Sql.of(" " + dialect.type(declared));
    }

    private Optional<Sql> defaultSql(DefaultValue value, FieldType type) {
        if (value instanceof DefaultValue.CurrentTime) {
            return Optional.of(now(type.kind()));
        }
        return value instanceof DefaultValue.Constant constant ? literal(constant.value()) : Optional.empty();
    }

    /** The current time in the form of a kind's values. */
    static Sql now(Kind kind) {
        return switch (kind) {
            case DATE -> Sql.of("CURRENT_DATE");
            case TIME -> Sql.of("CURRENT_TIME");
            case MOMENT -> Sql.of("(strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))");
            case OFFSET_TIMESTAMP -> Sql.of("(strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'))");
            default -> Sql.of("CURRENT_TIMESTAMP");
        };
    }

    private Optional<Sql> literal(Value value) {
        return switch (value.kind()) {
            case BOOL -> Optional.of(((Value.Bool) value).isTrue() ? Sql.of("1") : Sql.of("0"));
            case INT32 -> Optional.of(Sql.of("" + ((Value.Int32) value).number()));
            case INT64 -> Optional.of(Sql.of("" + ((Value.Int64) value).number()));
            case FLOAT64 ->
                Optional.of(((Value.Float64) value).number())
                        .filter(Double::isFinite)
                        .map(number -> Sql.of("" + (double) number));
            case DECIMAL -> Optional.of(dialect.literal(((Value.Decimal) value).number()));
            case TEXT -> value instanceof Text text ? Optional.of(dialect.literal(text.string())) : Optional.empty();
            case BYTES ->
                value instanceof Bytes bytes
                        ? Optional.of(
                                Sql.of("x" + dialect.literal(HexFormat.of().formatHex(bytes.array()))))
                        : Optional.empty();
            case DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP ->
                Optional.of(dialect.literal(IsoText.write(value)));
            case UUID -> Optional.of(dialect.literal(((Value.Uuid) value).id().toString()));
            case JSON -> Optional.of(dialect.literal(((Value.Json) value).text().string()));
            case EXTENSION -> Optional.of(dialect.literal(((Value.Extension) value).text()));
            case ARRAY, DOCUMENT, NULL -> Optional.empty();
        };
    }

    private Sql reference(ForeignKey key) {
        return Sql.of(named(key.name()) + "FOREIGN KEY (" + dialect.escapeIdentifiers(key.fields()) + ") REFERENCES "
                + dialect.table(key.target()) + " (" + dialect.escapeIdentifiers(key.targetFields()) + ")"
                + action(Sql.of(" ON DELETE "), key.onDelete()) + action(Sql.of(" ON UPDATE "), key.onUpdate()));
    }

    private Sql named(String name) {
        return name.isEmpty() ? Sql.NONE : Sql.of("CONSTRAINT " + dialect.escapeIdentifier(name) + " ");
    }

    private static Sql action(Sql event, ForeignKey.Action action) {
        return switch (action) {
            case NO_ACTION -> Sql.NONE;
            case RESTRICT -> Sql.of(event + "RESTRICT");
            case CASCADE -> Sql.of(event + "CASCADE");
            case SET_NULL -> Sql.of(event + "SET NULL");
            case SET_DEFAULT -> Sql.of(event + "SET DEFAULT");
        };
    }
}
