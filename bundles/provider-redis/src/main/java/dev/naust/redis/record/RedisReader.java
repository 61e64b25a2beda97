package dev.naust.redis.record;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.json.AskedKinds;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands out the records of a source batch by batch: those that a filter wants, with the fields that were asked for. */
public final class RedisReader implements RecordReader {
    private final Redis redis;
    private final Schema schema;
    private final ReadRequest request;
    private final RecordSource source;
    private final Optional<Layout> wanted;
    private final Optional<AskedKinds> asked;
    private final Deque<Placed> ready = new ArrayDeque<>();
    private byte @Nullable [] last;
    private boolean closed;

    /**
     * A reader over a source, which begins behind the request's position.
     *
     * @param schema what the collection declares
     */
    public RedisReader(Redis redis, Schema schema, ReadRequest request, RecordSource source) {
        this.redis = redis;
        this.schema = schema;
        this.request = request;
        this.source = source;
        this.wanted = request.readAs().map(Schema::layout);
        this.asked = schema.shape() == Shape.TABLE
                ? Optional.empty()
                : request.readAs().map(AskedKinds::new);
        request.readAs().ifPresent(this::requireFields);
        this.last = after(request).orElse(null);
    }

    /** The place that a request goes on behind. */
    public static Optional<byte[]> after(ReadRequest request) {
        try {
            return request.after().map(position -> Base64.getUrlDecoder().decode(position.token()));
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    RedisErrorCode.BAD_POSITION,
                    "The position to go on from was not made by a Redis store; start from the beginning",
                    e);
        }
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        if (closed || redis.isClosed()) {
            throw new StoreException(RedisErrorCode.CLOSED, "This reader is closed; open a new one");
        }
        List<DataRecord> records = new ArrayList<>();
        long bytes = 0;
        while (records.size() < maxRecords && bytes < maxBytes && more()) {
            Placed next = ready.removeFirst();
            last = next.place();
            Document body = next.record().body();
            if (request.filter().map(filter -> filter.matches(body)).orElse(true)) {
                DataRecord record = handedOut(next.record());
                records.add(record);
                bytes += record.weight();
            }
        }
        return new Batch(records, position(), ready.isEmpty() && source.isExhausted());
    }

    @Override
    public void close() {
        closed = true;
        ready.clear();
    }

    private boolean more() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (ready.isEmpty()) {
            ready.addAll(source.next());
        }
        return !ready.isEmpty();
    }

    private Optional<Position> position() {
        return request.resumable() && !schema.key().isEmpty()
                ? Optional.ofNullable(last)
                        .map(place -> new Position(
                                Base64.getUrlEncoder().withoutPadding().encodeToString(place)))
                : Optional.empty();
    }

    private DataRecord handedOut(DataRecord record) {
        Document chosen = wanted.map(layout -> selected(record.body(), layout)).orElse(record.body());
        Document body = asked.map(kinds -> kinds.of(chosen)).orElse(chosen);
        Value[] values = new Value[body.size()];
        boolean changed = body != record.body();
        for (int i = 0; i < values.length; i++) {
            values[i] = Content.streamed(body.at(i), request.largeValue());
            changed |= values[i] != body.at(i);
        }
        return changed ? record.withBody(Document.of(body.layout(), values)) : record;
    }

    private static Document selected(Document body, Layout layout) {
        if (layout.equals(body.layout())) {
            return body;
        }
        List<String> present = layout.names().stream()
                .filter(name -> body.layout().indexOf(name) >= 0)
                .toList();
        Layout kept = present.size() == layout.size() ? layout : Layout.of(present);
        Value[] values = new Value[kept.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = body.at(body.layout().indexOf(kept.names().get(i)));
        }
        return Document.of(kept, values);
    }

    private void requireFields(Schema wantedFields) {
        if (schema.shape() != Shape.TABLE) {
            return;
        }
        for (Field field : wantedFields.fields()) {
            if (schema.field(field.name()).isEmpty()) {
                throw new StoreException(
                        RedisErrorCode.NO_FIELD,
                        "Collection \"" + schema.id() + "\" has no field \"" + field.name() + "\"");
            }
        }
    }
}
