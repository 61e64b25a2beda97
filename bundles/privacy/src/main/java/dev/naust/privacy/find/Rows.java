package dev.naust.privacy.find;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.privacy.map.PersonalMap.Entry;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A collection whose records nothing tells apart, such as a CSV file or a view: it can be read from its first record to its
 * last, and its records are a person's by their values. None of them can be changed alone. For one thread.
 */
public final class Rows {
    private static final String NUMBER = "naust row";
    private static final int BATCH = 1_000;
    private static final long BATCH_BYTES = 4 << 20;

    private final Harbour harbour;
    private final Entry entry;

    private Rows(Harbour harbour, Entry entry) {
        this.harbour = harbour;
        this.entry = entry;
    }

    /** Whether a collection is one of these. */
    public static boolean hasOnly(Harbour harbour, Entry entry) {
        Schema schema = schema(harbour, entry);
        return schema.shape() == Shape.VIEW || schema.key().isEmpty();
    }

    static Schema schema(Harbour harbour, Entry entry) {
        return harbour.lease(entry.store()).store().outline(harbour.collection(entry.store(), entry.collection()));
    }

    public static Rows of(Harbour harbour, Entry entry) {
        return new Rows(harbour, entry);
    }

    /** In place of a key: which record it was, counted from 1, when it was found. Nothing is looked up by it. */
    static RecordKey number(long row) {
        return RecordKey.of(NUMBER, Value.int64(row));
    }

    /** Whether a key only stands in the place of one. */
    public static boolean isNumber(RecordKey key) {
        return key.names().equals(List.of(NUMBER));
    }

    /** Takes a record. */
    @FunctionalInterface
    public interface Taker<E extends Exception> {
        void take(long row, Document body) throws E;
    }

    /**
     * Hands on the records of which a field has one of its values; encrypted fields are in clear.
     *
     * @param wanted the values in words, by field
     */
    public <E extends Exception> void each(Map<String, Set<String>> wanted, Taker<E> taker)
            throws E, InterruptedException {
        each(theirs(wanted), taker);
    }

    /** How many records are such; encrypted fields are in clear. */
    long count(Predicate<Document> such) throws InterruptedException {
        long[] count = {0};
        each(such, (row, body) -> count[0]++);
        return count[0];
    }

    private <E extends Exception> void each(Predicate<Document> such, Taker<E> taker) throws E, InterruptedException {
        ReadRequest all = ReadRequest.of(harbour.collection(entry.store(), entry.collection()));
        try (RecordReader reader = harbour.ports(entry.store()).read(all)) {
            long row = 0;
            for (boolean last = false; !last; ) {
                Batch batch = reader.next(BATCH, BATCH_BYTES);
                for (DataRecord record : batch.records()) {
                    row++;
                    if (such.test(record.body())) {
                        taker.take(row, record.body());
                    }
                }
                last = batch.last();
            }
        }
    }

    /** Whether a record is the person's, by what the map finds their records by. */
    public Predicate<Document> theirs(Map<String, Set<String>> wanted) {
        Schema schema = schema(harbour, entry);
        Map<String, Set<String>> forms = new LinkedHashMap<>();
        wanted.forEach((field, texts) -> texts.forEach(text -> Candidates.of(schema, field, text)
                .forEach(value ->
                        forms.computeIfAbsent(field, none -> new HashSet<>()).add(value.toString()))));
        return body -> forms.entrySet().stream()
                .anyMatch(each -> Paths.at(body, each.getKey()).stream()
                        .anyMatch(value -> each.getValue().contains(value.toString())));
    }
}
