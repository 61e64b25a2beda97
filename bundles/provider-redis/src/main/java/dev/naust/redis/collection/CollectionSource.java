package dev.naust.redis.collection;

import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.Request;
import dev.naust.redis.record.Placed;
import dev.naust.redis.record.RecordSource;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a collection in the order of their keys. Places come many at a time; the records at them come as far as a few
 * mebibytes allow, whatever their size.
 */
public final class CollectionSource implements RecordSource {
    private static final int PLACES = 500;
    private static final long BYTES = 4 << 20;

    private final Redis redis;
    private final Collection collection;
    private final Rows rows;
    private final Deque<byte[]> places = new ArrayDeque<>();
    private byte @Nullable [] asked;
    private boolean exhausted;

    /**
     * The records behind a place, or all.
     *
     * @param streamAbove values above this many bytes are left where they are
     */
    public CollectionSource(Redis redis, Collection collection, byte @Nullable [] after, int streamAbove, Clock clock) {
        this.redis = redis;
        this.collection = collection;
        this.rows = new Rows(redis, collection, clock, streamAbove);
        this.asked = after;
    }

    @Override
    public List<Placed> next() throws InterruptedException {
        List<Placed> found = List.of();
        while (found.isEmpty() && !isExhausted()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (places.isEmpty()) {
                askForPlaces();
            }
            if (!places.isEmpty()) {
                // All of them may have expired since they were listed.
                found = rows.fetch(affordable());
            }
        }
        return found;
    }

    @Override
    public boolean isExhausted() {
        return exhausted && places.isEmpty();
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

    private static byte[] behind(byte[] place) {
        ByteArrayOutputStream bound = new ByteArrayOutputStream();
        bound.write('(');
        bound.writeBytes(place);
        return bound.toByteArray();
    }
}
