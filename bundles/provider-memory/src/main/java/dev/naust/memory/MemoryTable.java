package dev.naust.memory;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One collection at one moment; immutable.
 *
 * @param rows the records by key, or by number where there is no key
 * @param uniques the rules of uniqueness and which record holds which combination
 * @param words what searches look in
 * @param nextRow the number of the next record where there is no key
 * @param nextNumber what the identity field of the next record gets
 * @param weight about how many bytes the records need
 */
record MemoryTable(
        Schema schema,
        SortedTree<RowKey, DataRecord> rows,
        List<Unique> uniques,
        Optional<WordIndex> words,
        long nextRow,
        long nextNumber,
        long weight) {

    /** A rule that no two records agree in these fields, with the records' own keys by their values there. */
    record Unique(Index index, SortedTree<RowKey, RowKey> holders) {}

    static MemoryTable empty(Schema schema) {
        return new MemoryTable(schema, SortedTree.empty(), List.of(), Optional.empty(), 1, 1, 0);
    }

    MemoryTable withSchema(Schema other) {
        return new MemoryTable(other, rows, uniques, words, nextRow, nextNumber, weight);
    }

    MemoryTable withUniques(List<Unique> other) {
        return new MemoryTable(schema, rows, other, words, nextRow, nextNumber, weight);
    }

    /** With the words of all its records in an index that was empty, or without any. */
    MemoryTable withWords(Optional<WordIndex> empty) {
        long total = 0;
        Optional<WordIndex> filled = empty;
        Iterator<Map.Entry<RowKey, DataRecord>> entries = rows.entriesAfter(null);
        while (entries.hasNext()) {
            Map.Entry<RowKey, DataRecord> row = entries.next();
            total += row.getValue().weight();
            if (filled.isPresent()) {
                total += filled.get().weight(row.getValue());
                filled = Optional.of(filled.get().with(row.getKey(), row.getValue()));
            }
        }
        return new MemoryTable(schema, rows, uniques, filled, nextRow, nextNumber, total);
    }
}
