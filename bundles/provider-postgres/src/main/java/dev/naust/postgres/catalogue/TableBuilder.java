package dev.naust.postgres.catalogue;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.postgres.type.Column;
import dev.naust.postgres.type.ColumnType;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what the catalogue's answers say of one table. */
final class TableBuilder {
    private final long oid;
    private final DatasetId id;
    private final char kind;
    private final Shape shape;
    private final boolean guarded;
    private final List<Column> columns = new ArrayList<>();
    private final List<Index> indexes = new ArrayList<>();
    private final List<ForeignKey> foreignKeys = new ArrayList<>();
    private final List<String> extras = new ArrayList<>();
    private List<String> key = List.of();

    TableBuilder(long oid, DatasetId id, char kind, Shape shape, boolean guarded) {
        this.oid = oid;
        this.id = id;
        this.kind = kind;
        this.shape = shape;
        this.guarded = guarded;
    }

    void column(ResultSet row) throws SQLException {
        ColumnType type = TypeRow.read(row);
        FieldType declared = type.fieldType();
        Optional<String> expression = Optional.ofNullable(row.getString("expression"));
        Field.Generation generation = Field.Generation.NONE;
        Optional<DefaultValue> defaultValue = Optional.empty();
        if (row.getBoolean("computed")) {
            generation = Field.Generation.COMPUTED;
        } else if (row.getBoolean("identity")
                || expression.filter(Defaults::isSequence).isPresent()) {
            generation = Field.Generation.IDENTITY;
        } else {
            defaultValue = expression.flatMap(sql -> Defaults.parse(sql, declared));
        }
        columns.add(new Column(
                new Field(row.getString("attname"), declared, !row.getBoolean("attnotnull"), defaultValue, generation),
                type));
        limits(row.getString("attname"), type);
    }

    /** What a target without types of these names does not check. */
    private void limits(String name, ColumnType type) {
        ColumnType single = type.element().orElse(type);
        if (!single.labels().isEmpty()) {
            extra("\"" + name + "\" holds labels of the enumeration " + single.declared()
                    + " only; a target without that type takes any text");
        } else if (type.domain() || single.domain()) {
            extra("\"" + name + "\" keeps the rules of the domain " + type.declared()
                    + "; a target without that type takes any value of what it is made of");
        }
    }

    void constraint(ResultSet row) throws SQLException {
        String name = row.getString("conname");
        switch (row.getString("contype")) {
            case "p" -> key = TypeRow.strings(row.getArray("columns"));
            case "f" ->
                foreignKeys.add(new ForeignKey(
                        name,
                        TypeRow.strings(row.getArray("columns")),
                        DatasetId.of(row.getString("nspname"), row.getString("relname")),
                        TypeRow.strings(row.getArray("target_columns")),
                        action(row.getString("confdeltype")),
                        action(row.getString("confupdtype")),
                        0));
            case "c", "x" -> extra("The rule \"" + name + "\" is not carried over: " + row.getString("definition"));
            default -> {
                // A UNIQUE rule comes with its index.
            }
        }
    }

    void index(ResultSet row) throws SQLException {
        String name = row.getString("relname");
        if (!row.getBoolean("plain")) {
            extra("The index \"" + name + "\" is not carried over: " + row.getString("definition"));
            return;
        }
        List<String> fields = TypeRow.strings(row.getArray("columns"));
        Array descending = row.getArray("descending");
        Boolean[] backwards = (Boolean[]) descending.getArray();
        List<Index.Part> parts = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            parts.add(new Index.Part(fields.get(i), backwards[i]));
        }
        indexes.add(new Index(name, row.getBoolean("indisunique"), row.getBoolean("declared"), parts));
    }

    void extra(String sentence) {
        extras.add(sentence);
    }

    Table build() {
        List<Field> fields = columns.stream().map(Column::field).toList();
        return new Table(oid, kind, guarded, columns, new Schema(id, shape, fields, key, indexes, foreignKeys, extras));
    }

    private static ForeignKey.Action action(String code) {
        return switch (code) {
            case "r" -> ForeignKey.Action.RESTRICT;
            case "c" -> ForeignKey.Action.CASCADE;
            case "n" -> ForeignKey.Action.SET_NULL;
            case "d" -> ForeignKey.Action.SET_DEFAULT;
            default -> ForeignKey.Action.NO_ACTION;
        };
    }
}
