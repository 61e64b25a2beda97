package dev.naust.sqlserver.copy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Field;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.sqlserver.catalogue.Table;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.type.Base;
import dev.naust.sqlserver.type.Column;
import dev.naust.sqlserver.type.SqlServerDialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is written: a table, and those of its columns that records hold.
 *
 * @param columns in the order of the request
 * @param ignored fields of the request that the server makes itself
 */
record Target(Table table, List<Column> columns, Set<String> ignored) {
    Target {
        columns = List.copyOf(columns);
        ignored = Set.copyOf(ignored);
    }

    /**
     * Finds the request's fields among the table's columns.
     *
     * @throws StoreException when the table lacks one
     */
    static Target of(Table table, Schema schema) {
        Map<String, Column> byName = new HashMap<>();
        table.columns().forEach(column -> byName.put(column.name(), column));
        for (Field field : schema.fields()) {
            if (!byName.containsKey(field.name())) {
                throw new StoreException(
                        SqlServerErrorCode.NO_FIELD,
                        "The table " + table.id() + " has no column \"" + field.name()
                                + "\". Leave the field out, or add the column.");
            }
        }
        List<Column> fields =
                schema.fields().stream().map(field -> byName.get(field.name())).toList();
        return new Target(
                table,
                fields.stream().filter(column -> !column.isComputed()).toList(),
                fields.stream().filter(Column::isComputed).map(Column::name).collect(Collectors.toSet()));
    }

    /** The columns among {@code names}. */
    List<Column> among(Set<String> names) {
        return columns.stream().filter(column -> names.contains(column.name())).toList();
    }

    /** The table's name, quoted. */
    Sql name() {
        return SqlServerDialect.INSTANCE.table(table.id());
    }

    /** What is being done, for messages. */
    String task() {
        return "Writing " + table.id();
    }

    /** The parameter that a column's cell is given as. */
    static Sql mark(Column column) {
        return switch (column.type().base()) {
            case XML -> Sql.of("CONVERT(xml, ?, 1)");
            case HIERARCHYID -> Sql.of("CONVERT(hierarchyid, ?)");
            case GEOGRAPHY -> Sql.of("CONVERT(geography, CONVERT(varbinary(max), ?))");
            case GEOMETRY -> Sql.of("CONVERT(geometry, CONVERT(varbinary(max), ?))");
            case JSON -> Sql.of("CONVERT(json, ?)");
            case DATE -> Sql.of("CONVERT(date, ?)");
            case DATETIME2 -> Sql.of("CONVERT(datetime2(7), ?)");
            case DATETIMEOFFSET -> Sql.of("CONVERT(datetimeoffset(7), ?)");
            default -> Sql.of("?");
        };
    }

    /** Whether bulk copy sends the column's cells as they are. */
    static boolean isBulk(Column column) {
        Base base = column.type().base();
        return !base.isConverted() && base != Base.JSON;
    }

    /** A record's cells for some columns, or why there are none. */
    record Judged(@Nullable Object[] cells, Optional<Rejected> reject) {}

    /** Judges a record for some columns; fields that the table does not have are refused too. */
    Judged judge(DataRecord record, List<Column> into) {
        @Nullable Object[] cells = new @Nullable Object[into.size()];
        Optional<Rejected> unknown = unknown(record);
        if (unknown.isPresent()) {
            return new Judged(cells, unknown);
        }
        for (int i = 0; i < cells.length; i++) {
            Column column = into.get(i);
            Value value = record.body().get(column.name()).orElse(Value.ofNull());
            try {
                cells[i] = Cells.of(column.type(), value);
                if (cells[i] == null && !column.field().nullable()) {
                    throw new MisfitException("The column may not be null");
                }
            } catch (MisfitException e) {
                return new Judged(
                        cells, Optional.of(new Rejected(record, column.name(), String.valueOf(e.getMessage()))));
            }
        }
        return new Judged(cells, Optional.empty());
    }

    private Optional<Rejected> unknown(DataRecord record) {
        Layout layout = record.body().layout();
        for (int i = 0; i < layout.size(); i++) {
            String name = layout.names().get(i);
            if (!ignored.contains(name)
                    && columns.stream().noneMatch(column -> column.name().equals(name))) {
                return Optional.of(new Rejected(record, name, "The table has no column of this name"));
            }
        }
        return Optional.empty();
    }
}
