package dev.naust.sqlserver.catalogue;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Field;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.sqlserver.type.Base;
import dev.naust.sqlserver.type.Column;
import dev.naust.sqlserver.type.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what the catalogue's answers say of one table. */
final class TableBuilder {
    private static final int CLUSTERED = 1;
    private static final int NONCLUSTERED = 2;

    private final DatasetId id;
    private final Shape shape;
    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Parts> indexes = new LinkedHashMap<>();
    private final Map<String, Reference> references = new LinkedHashMap<>();
    private final List<String> extras = new ArrayList<>();
    private boolean hasTriggers;

    TableBuilder(DatasetId id, Shape shape) {
        this.id = id;
        this.shape = shape;
    }

    private record Parts(
            boolean key, boolean unique, boolean constraint, boolean plain, String filter, List<Index.Part> parts) {}

    private record Reference(DatasetId target, List<String> fields, List<String> targets, int onDelete, int onUpdate) {}

    void column(ResultSet row) throws SQLException {
        Base base = Base.of(row.getString("base_name"));
        ColumnType type = new ColumnType(
                base, row.getInt("max_length"), row.getInt("precision"), row.getInt("scale"), row.getInt("code_page"));
        String name = row.getString("name");
        Field.Generation generation = Field.Generation.NONE;
        Optional<DefaultValue> filled = Optional.empty();
        if (row.getBoolean("is_computed") || row.getInt("generated_always_type") != 0 || base == Base.ROWVERSION) {
            generation = Field.Generation.COMPUTED;
        } else if (row.getBoolean("is_identity")) {
            generation = Field.Generation.IDENTITY;
        } else {
            filled = definition(row).flatMap(sql -> Defaults.parse(sql, type.fieldType()));
        }
        if (base == Base.SQL_VARIANT || base == Base.OTHER) {
            extras.add("The values of \"" + name + "\" are shown as text and cannot be written: their type is "
                    + row.getString("base_name"));
        }
        columns.add(
                new Column(new Field(name, type.fieldType(), row.getBoolean("is_nullable"), filled, generation), type));
    }

    private static Optional<String> definition(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("definition"));
    }

    void index(ResultSet row) throws SQLException {
        @Nullable String filter = row.getString("filter_definition");
        int type = row.getInt("type");
        boolean primary = row.getBoolean("is_primary_key");
        boolean unique = row.getBoolean("is_unique");
        boolean constraint = row.getBoolean("is_unique_constraint");
        Parts parts = indexes.computeIfAbsent(
                row.getString("name"),
                name -> new Parts(
                        primary,
                        unique,
                        constraint,
                        type == CLUSTERED || type == NONCLUSTERED,
                        filter == null ? "" : filter,
                        new ArrayList<>()));
        // Columns that an index only carries along change nothing about what it finds.
        if (!row.getBoolean("is_included_column") || !parts.plain()) {
            parts.parts().add(new Index.Part(row.getString("column_name"), row.getBoolean("is_descending_key")));
        }
    }

    void reference(ResultSet row) throws SQLException {
        int onDelete = row.getInt("delete_referential_action");
        int onUpdate = row.getInt("update_referential_action");
        DatasetId target = DatasetId.of(row.getString("target_schema"), row.getString("target_name"));
        Reference reference = references.computeIfAbsent(
                row.getString("name"),
                name -> new Reference(target, new ArrayList<>(), new ArrayList<>(), onDelete, onUpdate));
        reference.fields().add(row.getString("column_name"));
        reference.targets().add(row.getString("target_column"));
    }

    void extra(ResultSet row) throws SQLException {
        extras.add(row.getString("sentence"));
        hasTriggers |= row.getBoolean("is_trigger");
    }

    Table build() {
        List<String> key = new ArrayList<>();
        List<Index> plain = new ArrayList<>();
        indexes.forEach((name, index) -> {
            if (index.key()) {
                index.parts().forEach(part -> key.add(part.field()));
            } else if (index.plain() && (index.filter().isEmpty() || isNotNull(index))) {
                plain.add(new Index(name, index.unique(), index.constraint(), index.parts()));
            } else {
                extras.add("The index \"" + name + "\" is not carried over: it is "
                        + (index.plain()
                                ? "of some records only, " + index.filter()
                                : "of a kind of the server's own"));
            }
        });
        List<ForeignKey> keys = new ArrayList<>();
        references.forEach((name, reference) -> keys.add(new ForeignKey(
                name,
                reference.fields(),
                reference.target(),
                reference.targets(),
                action(reference.onDelete()),
                action(reference.onUpdate()),
                0)));
        List<Field> fields = columns.stream().map(Column::field).toList();
        return new Table(columns, hasTriggers, new Schema(id, shape, fields, key, plain, keys, extras));
    }

    /** Whether it is a rule of uniqueness among records without nulls, which is what such a rule means elsewhere. */
    private static boolean isNotNull(Parts index) {
        String rest = index.filter();
        for (Index.Part part : index.parts()) {
            rest = rest.replace("[" + part.field().replace("]", "]]") + "] IS NOT NULL", "");
        }
        return index.unique() && rest.replace("AND", "").replaceAll("[() ]", "").isEmpty();
    }

    private static ForeignKey.Action action(int code) {
        return switch (code) {
            case 1 -> ForeignKey.Action.CASCADE;
            case 2 -> ForeignKey.Action.SET_NULL;
            case 3 -> ForeignKey.Action.SET_DEFAULT;
            default -> ForeignKey.Action.NO_ACTION;
        };
    }
}
