package dev.naust.memory;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.WriteMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes to one collection, kept apart until {@link #table()} is put in its place. For one thread. */
final class TableEdit {
    private final Schema schema;
    private final Optional<String> identity;
    private final List<MemoryTable.Unique> uniques;
    private SortedTree<RowKey, DataRecord> rows;
    private Optional<WordIndex> words;
    private long nextRow;
    private long nextNumber;
    private long weight;

    TableEdit(MemoryTable table) {
        this.schema = table.schema();
        this.identity = schema.fields().stream()
                .filter(field -> field.generation() == Field.Generation.IDENTITY)
                .map(Field::name)
                .findFirst();
        this.uniques = new ArrayList<>(table.uniques());
        this.rows = table.rows();
        this.words = table.words();
        this.nextRow = table.nextRow();
        this.nextNumber = table.nextNumber();
        this.weight = table.weight();
    }

    MemoryTable table() {
        return new MemoryTable(schema, rows, List.copyOf(uniques), words, nextRow, nextNumber, weight);
    }

    long weight() {
        return weight;
    }

    /**
     * Writes one record whose values fit their fields.
     *
     * @return why it cannot be written; empty when it was
     */
    Optional<Problem> apply(WriteMode mode, DataRecord given) {
        if (mode == WriteMode.DELETE) {
            RowKey gone = RowKey.of(given.key());
            rows.get(gone).ifPresent(found -> remove(gone, found));
            return Optional.empty();
        }
        DataRecord record = identity.map(field -> numbered(given, field)).orElse(given);
        RowKey key = schema.key().isEmpty() ? RowKey.number(nextRow++) : RowKey.of(record.key());
        Optional<DataRecord> old = rows.get(key);
        if (mode == WriteMode.INSERT && old.isPresent()) {
            return Optional.of(new Problem(schema.key().get(0), "A record with this key is there already"));
        }
        Optional<Problem> clash = clash(key, record);
        if (clash.isEmpty()) {
            old.ifPresent(found -> remove(key, found));
            put(key, record);
        }
        return clash;
    }

    private Optional<Problem> clash(RowKey key, DataRecord record) {
        for (MemoryTable.Unique unique : uniques) {
            RowKey values = RowKey.of(record.body(), unique.index().fields());
            boolean taken = !values.hasNull()
                    && unique.holders()
                            .get(values)
                            .filter(holder -> holder.compareTo(key) != 0)
                            .isPresent();
            if (taken) {
                return Optional.of(new Problem(
                        unique.index().fields().get(0),
                        "Another record has the same value, which the unique index \""
                                + unique.index().name() + "\" forbids"));
            }
        }
        return Optional.empty();
    }

    private void put(RowKey key, DataRecord record) {
        rows = rows.with(key, record);
        weight += record.weight() + words.map(index -> index.weight(record)).orElse(0L);
        words = words.map(index -> index.with(key, record));
        uniques.replaceAll(unique -> {
            RowKey values = RowKey.of(record.body(), unique.index().fields());
            return values.hasNull()
                    ? unique
                    : new MemoryTable.Unique(unique.index(), unique.holders().with(values, key));
        });
    }

    private void remove(RowKey key, DataRecord record) {
        rows = rows.without(key);
        weight -= record.weight() + words.map(index -> index.weight(record)).orElse(0L);
        words = words.map(index -> index.without(key, record));
        uniques.replaceAll(unique -> new MemoryTable.Unique(
                unique.index(),
                unique.holders().without(RowKey.of(record.body(), unique.index().fields()))));
    }

    private DataRecord numbered(DataRecord record, String field) {
        Optional<Value> given = record.body().get(field).filter(value -> value != Value.Null.NULL);
        if (given.isPresent()) {
            if (given.get() instanceof Value.Int64 number && number.number() < Long.MAX_VALUE) {
                nextNumber = Math.max(nextNumber, number.number() + 1);
            } else if (given.get() instanceof Value.Int32 number) {
                nextNumber = Math.max(nextNumber, number.number() + 1L);
            }
            return record;
        }
        Value number = FieldCheck.normal(schema.byName().get(field).type().kind(), Value.int64(nextNumber++));
        Document body = record.body().with(field, number);
        return DataRecord.of(record.keyNames(), body, record.meta());
    }

    /** Why a record cannot be written: the field to blame, and one sentence. */
    record Problem(String field, String reason) {}
}
