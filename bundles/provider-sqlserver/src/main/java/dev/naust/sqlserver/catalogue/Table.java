package dev.naust.sqlserver.catalogue;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.sqlserver.type.Column;
import java.util.List;

/**
 * A table as the catalogue has it, with what readers and writers need beyond its schema.
 *
 * @param columns all columns, in order
 * @param hasTriggers whether the server does more with a row than keep it
 */
public record Table(List<Column> columns, boolean hasTriggers, Schema schema) {
    public Table {
        columns = List.copyOf(columns);
    }

    /** The collection's name. */
    public DatasetId id() {
        return schema.id();
    }
}
