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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the statements that make a table and its indexes. */
final class TableSql {
    private final SqliteDialect dialect = new SqliteDialect();

    /** SQLite cannot add keys and references later: the statement has them all. */
    String create(Schema schema) {
        List<String> parts = new ArrayList<>();
        boolean rowidKey = isRowidKey(schema);
        for (Field field : schema.fields()) {
            parts.add(column(field, rowidKey && field.name().equals(schema.key().get(0))));
        }
        if (!schema.key().isEmpty() && !rowidKey) {
            parts.add("PRIMARY KEY (" + dialect.quoteAll(schema.key()) + ")");
        }
        for (Index index : schema.indexes()) {
            if (isConstraint(index)) {
                parts.add(named(index.name()) + "UNIQUE (" + dialect.quoteAll(index.fields()) + ")");
            }
        }
        schema.foreignKeys().forEach(key -> parts.add(reference(key)));
        return parts.stream()
                .collect(Collectors.joining(",\n  ", "CREATE TABLE " + dialect.table(schema.id()) + " (\n  ", "\n)"));
    }

    /** The statement for an index of its own. */
    String create(Schema schema, Index index) {
        String parts = index.parts().stream()
                .map(part -> dialect.quote(part.field()) + (part.descending() ? " DESC" : ""))
                .collect(Collectors.joining(", "));
        return "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + dialect.quote(index.name()) + " ON "
                + dialect.table(schema.id()) + " (" + parts + ")";
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

    private String column(Field field, boolean rowidKey) {
        StringBuilder sql = new StringBuilder(dialect.quote(field.name()));
        String declared = declaration(field.type());
        sql.append(declared.isEmpty() ? "" : " " + declared);
        sql.append(field.nullable() ? "" : " NOT NULL");
        sql.append(rowidKey ? " PRIMARY KEY" : "");
        if (field.generation() == Generation.NONE) {
            field.defaultValue()
                    .flatMap(value -> defaultSql(value, field.type()))
                    .ifPresent(text -> sql.append(" DEFAULT ").append(text));
        }
        return sql.toString();
    }

    private static String declaration(FieldType type) {
        return type.kind() == Kind.EXTENSION ? DeclaredType.EXTENSION + type.nativeType() : type.nativeType();
    }

    private Optional<String> defaultSql(DefaultValue value, FieldType type) {
        if (value instanceof DefaultValue.CurrentTime) {
            return switch (type.kind()) {
                case DATE -> Optional.of("CURRENT_DATE");
                case TIME -> Optional.of("CURRENT_TIME");
                case MOMENT -> Optional.of("(strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))");
                case OFFSET_TIMESTAMP -> Optional.of("(strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'))");
                default -> Optional.of("CURRENT_TIMESTAMP");
            };
        }
        return value instanceof DefaultValue.Constant constant ? literal(constant.value()) : Optional.empty();
    }

    private Optional<String> literal(Value value) {
        return switch (value.kind()) {
            case BOOL -> Optional.of(((Value.Bool) value).isTrue() ? "1" : "0");
            case INT32 -> Optional.of(Integer.toString(((Value.Int32) value).number()));
            case INT64 -> Optional.of(Long.toString(((Value.Int64) value).number()));
            case FLOAT64 ->
                Optional.of(Double.toString(((Value.Float64) value).number())).filter(text -> !text.contains("N"));
            case DECIMAL -> Optional.of(((Value.Decimal) value).number().toPlainString());
            case TEXT -> value instanceof Text text ? Optional.of(dialect.literal(text.string())) : Optional.empty();
            case BYTES ->
                value instanceof Bytes bytes
                        ? Optional.of("x'" + HexFormat.of().formatHex(bytes.array()) + "'")
                        : Optional.empty();
            case DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP ->
                Optional.of(dialect.literal(IsoText.write(value)));
            case UUID -> Optional.of(dialect.literal(((Value.Uuid) value).id().toString()));
            case JSON -> Optional.of(dialect.literal(((Value.Json) value).text().string()));
            case EXTENSION -> Optional.of(dialect.literal(((Value.Extension) value).text()));
            case ARRAY, DOCUMENT, NULL -> Optional.empty();
        };
    }

    private String reference(ForeignKey key) {
        return named(key.name()) + "FOREIGN KEY (" + dialect.quoteAll(key.fields()) + ") REFERENCES "
                + dialect.table(key.target()) + " (" + dialect.quoteAll(key.targetFields()) + ")"
                + action(" ON DELETE ", key.onDelete()) + action(" ON UPDATE ", key.onUpdate());
    }

    private String named(String name) {
        return name.isEmpty() ? "" : "CONSTRAINT " + dialect.quote(name) + " ";
    }

    private static String action(String when, ForeignKey.Action action) {
        return action == ForeignKey.Action.NO_ACTION ? "" : when + action.name().replace('_', ' ');
    }
}
