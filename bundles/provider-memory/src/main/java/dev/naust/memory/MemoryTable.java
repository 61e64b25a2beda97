package dev.naust.memory;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import java.util.List;

/**
 * One collection at one moment; immutable.
 *
 * @param rows the records by key, or by number where there is no key
 * @param uniques the rules of uniqueness and which record holds which combination
 * @param nextRow the number of the next record where there is no key
 * @param nextNumber what the identity field of the next record gets
 * @param weight about how many bytes the records need
 */
record MemoryTable(
        Schema schema,
        SortedTree<RowKey, DataRecord> rows,
        List<Unique> uniques,
        long nextRow,
        long nextNumber,
        long weight) {

    /** A rule that no two records agree in these fields, with the records' own keys by their values there. */
    record Unique(Index index, SortedTree<RowKey, RowKey> holders) {}

    static MemoryTable empty(Schema schema) {
        return new MemoryTable(schema, SortedTree.empty(), List.of(), 1, 1, 0);
    }

    MemoryTable withSchema(Schema other) {
        return new MemoryTable(other, rows, uniques, nextRow, nextNumber, weight);
    }

    MemoryTable withUniques(List<Unique> other) {
        return new MemoryTable(schema, rows, other, nextRow, nextNumber, weight);
    }
}
