package dev.naust.postgres.copy;

import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.type.Column;
import dev.naust.postgres.type.PostgresDialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is written: a table, and those of its columns that records hold.
 *
 * @param columns in the order of the request
 * @param ignored fields of the request that the server computes itself
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
                        PostgresErrorCode.NO_FIELD,
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

    /** The same, without the columns that are not among {@code present}. */
    Target only(Set<String> present) {
        return new Target(
                table,
                columns.stream()
                        .filter(column -> present.contains(column.name()))
                        .toList(),
                ignored);
    }

    RowEncoder encoder() {
        return new RowEncoder(columns, ignored);
    }

    /** An encoder that leaves to the server what the server judges anyway. */
    RowEncoder trustingEncoder() {
        return new RowEncoder(
                columns,
                ignored,
                columns.stream()
                        .map(column -> Codecs.of(column.type()).trusting())
                        .toArray(Codec[]::new));
    }

    /** The table's name, quoted. */
    Sql name() {
        return PostgresDialect.INSTANCE.table(table.id());
    }

    /** The names of the columns, quoted. */
    Sql columnList() {
        return PostgresDialect.INSTANCE.escapeIdentifiers(
                columns.stream().map(Column::name).toList());
    }

    /** What is being done, for messages. */
    String task() {
        return "Writing " + table.id();
    }

    /** The statement that takes rows in. */
    Sql copy(boolean frozen) {
        Sql list = columns.isEmpty() ? Sql.NONE : Sql.of(" (" + columnList() + ")");
        Sql rows = Sql.of("COPY " + name() + list + " FROM STDIN (FORMAT BINARY");
        return frozen ? Sql.of(rows + ", FREEZE)") : Sql.of(rows + ")");
    }
}
