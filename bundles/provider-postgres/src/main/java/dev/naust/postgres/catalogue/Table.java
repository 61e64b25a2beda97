package dev.naust.postgres.catalogue;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.postgres.type.Column;
import java.util.List;

/**
 * A table as the catalogue has it, with what readers and writers need beyond its schema.
 *
 * @param oid its object id
 * @param kind {@code pg_class.relkind}
 * @param guarded whether policies of row security bind the user; then the server takes no copies in
 * @param columns all columns, in order
 */
public record Table(long oid, char kind, boolean guarded, List<Column> columns, Schema schema) {
    public Table {
        columns = List.copyOf(columns);
    }

    /** The collection's name. */
    public DatasetId id() {
        return schema.id();
    }

    /** The columns that can be written. */
    public List<Column> writable() {
        return columns.stream()
                .filter(column -> column.field().generation() != Field.Generation.COMPUTED)
                .toList();
    }

    /** Whether rows lie in this table itself, and not in partitions, elsewhere or nowhere. */
    public boolean isPlain() {
        return kind == 'r';
    }

    /** Whether the table has no rule by which the server could refuse a row whose values fit their columns. */
    public boolean hasNoRules() {
        return schema.key().isEmpty()
                && schema.indexes().isEmpty()
                && schema.foreignKeys().isEmpty()
                && schema.extras().isEmpty();
    }
}
