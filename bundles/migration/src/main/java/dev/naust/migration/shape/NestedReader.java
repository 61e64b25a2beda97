package dev.naust.migration.shape;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Value;
import dev.naust.api.model.ValueOrder;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands out records with others inside of them. It asks for the inner ones of some outer ones at a time: as many as are not
 * too much for the memory. For one thread at a time.
 */
final class NestedReader implements RecordReader {
    /** For so many outer records at most, the inner ones are asked for at a time. */
    static final int MOST_AT_ONCE = 400;

    private static final long MOST_BYTES = 12L << 20;
    private static final int LARGEST_VALUE = 8 << 20;
    private static final int INNER_BATCH = 2_000;
    private static final long INNER_BYTES = 2L << 20;

    private final RecordReader outer;
    private final Store store;
    private final Nesting nesting;
    private final Filter filter;
    private final List<Field> carried;
    private final Comparator<DataRecord> order;
    private final CanonicalForm form = new CanonicalForm();
    private final Deque<DataRecord> waiting = new ArrayDeque<>();
    private Optional<Position> position = Optional.empty();
    private boolean ended;
    private int atOnce = 64;
    private long gone;
    private long longest;

    NestedReader(RecordReader outer, Store store, Nesting nesting, Filter filter) {
        this.outer = outer;
        this.store = store;
        this.nesting = nesting;
        this.filter = filter;
        this.carried = nesting.carried();
        this.order = order(nesting);
    }

    private static Comparator<DataRecord> order(Nesting nesting) {
        List<String> by = nesting.position().map(List::of).orElse(nesting.read().key());
        Comparator<DataRecord> order =
                Comparator.comparing(each -> by.isEmpty() ? each.body() : Value.ofNull(), ValueOrder.INSTANCE);
        for (String name : by) {
            order = order.thenComparing(each -> each.body().get(name).orElse(Value.ofNull()), ValueOrder.INSTANCE);
        }
        return order;
    }

    /** How many records went into others so far. */
    long gone() {
        return gone;
    }

    /** How many went into one, at most. */
    long longest() {
        return longest;
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        do {
            if (waiting.isEmpty() && !ended) {
                Batch batch = outer.next(Math.min(maxRecords, MOST_AT_ONCE), maxBytes);
                waiting.addAll(batch.records());
                position = batch.position();
                ended = batch.last();
            }
            for (DataRecord each : some(maxRecords)) {
                if (filter.matches(each.body())) {
                    records.add(each);
                }
            }
        } while (records.isEmpty() && !(ended && waiting.isEmpty()));
        return new Batch(records, waiting.isEmpty() ? position : Optional.empty(), ended && waiting.isEmpty());
    }

    private List<DataRecord> some(int maxRecords) throws InterruptedException {
        List<DataRecord> taken = new ArrayList<>();
        while (taken.size() < Math.min(atOnce, maxRecords) && !waiting.isEmpty()) {
            taken.add(waiting.remove());
        }
        if (taken.isEmpty()) {
            return taken;
        }
        Map<ByteBuffer, List<DataRecord>> inner = inner(taken);
        while (inner == null) {
            int half = taken.size() / 2;
            for (int i = taken.size() - 1; i >= half; i--) {
                waiting.addFirst(taken.remove(i));
            }
            atOnce = half;
            inner = inner(taken);
        }
        List<DataRecord> records = new ArrayList<>(taken.size());
        for (DataRecord each : taken) {
            records.add(each.withBody(
                    with(each.body(), inner.getOrDefault(key(each.body(), nesting.key()), List.of()))));
        }
        return records;
    }

    /** The inner records of some outer ones, by their keys; null when these are too many for the memory. */
    private @Nullable Map<ByteBuffer, List<DataRecord>> inner(List<DataRecord> taken) throws InterruptedException {
        Map<ByteBuffer, List<DataRecord>> found = new HashMap<>();
        taken.forEach(each -> found.put(key(each.body(), nesting.key()), new ArrayList<>()));
        long weight = 0;
        ReadRequest request = ReadRequest.of(nesting.inner())
                .as(nesting.read())
                .where(of(taken))
                .streamingAbove(LARGEST_VALUE);
        try (RecordReader reader = store.read(request)) {
            Batch batch;
            do {
                batch = reader.next(INNER_BATCH, INNER_BYTES);
                for (DataRecord each : batch.records()) {
                    List<DataRecord> list = found.get(key(each.body(), nesting.by()));
                    if (list != null) {
                        list.add(each);
                        weight += each.weight();
                        refuseTooMany(list, each);
                    }
                }
                if (weight > MOST_BYTES && taken.size() > 1) {
                    return null;
                } else if (weight > 4 * MOST_BYTES) {
                    throw Refusal.of("What goes into " + nesting.outer() + " "
                            + taken.get(0).key() + " from " + nesting.inner() + " is larger than "
                            + (4 * MOST_BYTES >> 20) + " MiB: let " + nesting.inner()
                            + " stay a collection of its own");
                }
            } while (!batch.last());
        }
        atOnce = weight < MOST_BYTES / 4 ? Math.min(MOST_AT_ONCE, atOnce * 2) : atOnce;
        return found;
    }

    private void refuseTooMany(List<DataRecord> list, DataRecord each) {
        int most = nesting.single() ? 1 : nesting.choice().most();
        if (list.size() > most) {
            throw Refusal.of("More than " + most + " records of " + nesting.inner() + " go into one of "
                    + nesting.outer() + ", such as those with " + shown(each.body())
                    + ": allow more (\"most\"), or let " + nesting.inner() + " stay a collection of its own");
        }
    }

    private String shown(Document body) {
        return String.join(
                ", ",
                nesting.by().stream()
                        .map(name -> name + "=" + body.get(name).orElse(Value.ofNull()))
                        .toList());
    }

    private Filter of(List<DataRecord> taken) {
        List<String> by = nesting.by();
        List<String> key = nesting.key();
        if (by.size() == 1) {
            return new Filter.In(
                    by.get(0),
                    taken.stream()
                            .map(each -> each.body().get(key.get(0)).orElse(Value.ofNull()))
                            .toList());
        }
        return new Filter.Or(taken.stream()
                .map(each -> {
                    List<Filter> parts = new ArrayList<>();
                    for (int i = 0; i < by.size(); i++) {
                        parts.add(
                                Filter.eq(by.get(i), each.body().get(key.get(i)).orElse(Value.ofNull())));
                    }
                    return (Filter) new Filter.And(parts);
                })
                .toList());
    }

    private ByteBuffer key(Document body, List<String> names) {
        List<Value> parts = names.stream()
                .map(name -> body.get(name).orElse(Value.ofNull()))
                .toList();
        return ByteBuffer.wrap(form.bytes(new Value.Array(parts)));
    }

    private Document with(Document body, List<DataRecord> inner) {
        gone += inner.size();
        longest = Math.max(longest, inner.size());
        inner.sort(order);
        List<Value> values = inner.stream().map(each -> item(each.body())).toList();
        Value whole = nesting.single() ? (values.isEmpty() ? Value.ofNull() : values.get(0)) : new Value.Array(values);
        if (nesting.marked() && body.get(nesting.field()).orElse(Value.ofNull()) != Value.Bool.TRUE) {
            whole = values.isEmpty() ? Value.ofNull() : whole;
        }
        return body.with(nesting.field(), whole);
    }

    private Value item(Document body) {
        if (nesting.wholes()) {
            return held(body.get(Flattening.VALUE).orElse(Value.ofNull()), Flattening.VALUE);
        }
        Map<String, Value> fields = new LinkedHashMap<>();
        for (Field each : carried) {
            Value value = body.get(each.name()).orElse(Value.ofNull());
            if (value != Value.Null.NULL || !nesting.choice().omitNulls()) {
                fields.put(each.name(), held(value, each.name()));
            }
        }
        return Document.of(fields);
    }

    private Value held(Value value, String name) {
        if (value instanceof Content) {
            throw Refusal.of("A value of " + nesting.inner() + "." + name + " is larger than " + (LARGEST_VALUE >> 20)
                    + " MiB, too large to lie inside of a record of " + nesting.outer() + ": let " + nesting.inner()
                    + " stay a collection of its own");
        }
        return value;
    }

    @Override
    public void close() {
        outer.close();
    }
}
