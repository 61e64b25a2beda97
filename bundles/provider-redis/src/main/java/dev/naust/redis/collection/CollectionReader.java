package dev.naust.redis.collection;

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
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a collection in the order of its keys. Places come many at a time; the records at them come as far as a few mebibytes
 * allow, whatever their size.
 */
public final class CollectionReader implements RecordReader {
    private static final int PLACES = 500;
    private static final long BYTES = 4 << 20;

    private final Redis redis;
    private final Collection collection;
    private final ReadRequest request;
    private final Rows rows;
    private final Optional<Layout> wanted;
    private final Deque<byte[]> places = new ArrayDeque<>();
    private final Deque<Rows.Placed> ready = new ArrayDeque<>();
    private byte @Nullable [] asked;
    private byte @Nullable [] last;
    private boolean exhausted;
    private boolean closed;

    /** Starts reading; the store looks after the reader's end. */
    public CollectionReader(Redis redis, Collection collection, ReadRequest request, Clock clock) {
        this.redis = redis;
        this.collection = collection;
        this.request = request;
        this.rows = new Rows(redis, collection, clock, request.largeValue());
        this.wanted = request.readAs().map(Schema::layout);
        request.readAs().ifPresent(this::requireFields);
        this.last = request.after().map(CollectionReader::place).orElse(null);
        this.asked = last;
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        if (closed || redis.isClosed()) {
            throw new StoreException(RedisErrorCode.CLOSED, "This reader is closed; open a new one");
        }
        List<DataRecord> records = new ArrayList<>();
        long bytes = 0;
        while (records.size() < maxRecords && bytes < maxBytes && more()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Rows.Placed next = ready.removeFirst();
            last = next.place();
            Document body = next.record().body();
            if (request.filter().map(filter -> filter.matches(body)).orElse(true)) {
                DataRecord record = handedOut(next.record());
                records.add(record);
                bytes += record.weight();
            }
        }
        return new Batch(records, position(), ready.isEmpty() && places.isEmpty() && exhausted);
    }

    /** The next records with their places, whatever the filter says; none at the end. */
    List<Rows.Placed> placed() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        List<Rows.Placed> some = more() ? List.copyOf(ready) : List.of();
        ready.clear();
        return some;
    }

    @Override
    public void close() {
        closed = true;
        ready.clear();
        places.clear();
    }

    private boolean more() {
        while (ready.isEmpty()) {
            if (places.isEmpty()) {
                if (exhausted) {
                    return false;
                }
                askForPlaces();
            } else {
                ready.addAll(rows.fetch(affordable()));
            }
        }
        return true;
    }

    private void askForPlaces() {
        List<?> answer = (List<?>) redis.send(Request.on(
                collection.index(),
                Command.ZRANGEBYLEX,
                asked == null ? Request.ascii("-") : behind(asked),
                Request.ascii("+"),
                Request.ascii("LIMIT"),
                Request.number(0),
                Request.number(PLACES)));
        for (Object place : answer == null ? List.of() : answer) {
            places.add((byte[]) place);
        }
        exhausted = places.size() < PLACES;
        if (!places.isEmpty()) {
            asked = places.getLast();
        }
    }

    /** The next places whose records together fit into what may be in memory; at least one. */
    private List<byte[]> affordable() {
        List<byte[]> all = List.copyOf(places);
        List<Long> weights = rows.weights(all);
        List<byte[]> some = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < all.size() && (some.isEmpty() || bytes + weights.get(i) <= BYTES); i++) {
            some.add(places.removeFirst());
            bytes += weights.get(i);
        }
        return some;
    }

    private Optional<Position> position() {
        return request.resumable() && !collection.schema().key().isEmpty()
                ? Optional.ofNullable(last)
                        .map(place -> new Position(
                                Base64.getUrlEncoder().withoutPadding().encodeToString(place)))
                : Optional.empty();
    }

    private DataRecord handedOut(DataRecord record) {
        Document body = wanted.map(layout -> selected(record.body(), layout)).orElse(record.body());
        Value[] values = new Value[body.size()];
        boolean changed = body != record.body();
        for (int i = 0; i < values.length; i++) {
            values[i] = Held.streamed(body.at(i), request.largeValue());
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
        if (collection.schema().shape() != Shape.TABLE) {
            return;
        }
        for (Field field : wantedFields.fields()) {
            if (collection.schema().field(field.name()).isEmpty()) {
                throw new StoreException(
                        RedisErrorCode.NO_FIELD,
                        "Collection \"" + collection.schema().id() + "\" has no field \"" + field.name() + "\"");
            }
        }
    }

    private static byte[] place(Position position) {
        try {
            return Base64.getUrlDecoder().decode(position.token());
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    RedisErrorCode.BAD_POSITION,
                    "The position to go on from was not made by a Redis store; start from the beginning",
                    e);
        }
    }

    private static byte[] behind(byte[] place) {
        ByteArrayOutputStream bound = new ByteArrayOutputStream();
        bound.write('(');
        bound.writeBytes(place);
        return bound.toByteArray();
    }
}
