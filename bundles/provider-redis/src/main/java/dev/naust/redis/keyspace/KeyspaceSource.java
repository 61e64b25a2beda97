package dev.naust.redis.keyspace;

import dev.naust.api.store.ReadRequest;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.record.Placed;
import dev.naust.redis.record.RecordSource;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a keyspace in the order of their names, each once. SCAN gives names in no order and some twice; so each walk over
 * all keys keeps those that come first behind the last ones handed out, as many as memory allows, and when they are used up
 * another walk finds the next. A place is a key's name, and stays meaningful whatever happens to other keys.
 */
public final class KeyspaceSource implements RecordSource {
    private static final int WINDOW = 250;
    private static final long BYTES = 4 << 20;
    private static final int OVERHEAD = 96;

    private final Redis redis;
    private final Keyspace keyspace;
    private final Set<String> collections;
    private final KeyFetch fetch;
    private final long budget;
    private final Deque<byte[]> names = new ArrayDeque<>();
    private byte @Nullable [] last;
    private boolean exhausted;

    /** The keys that a request asks for, from its position on. */
    public KeyspaceSource(
            Redis redis,
            Keyspace keyspace,
            Keyspaces keyspaces,
            byte @Nullable [] after,
            ReadRequest request,
            Clock clock) {
        this(
                redis,
                keyspace,
                keyspaces.collections(),
                after,
                new KeyFetch(redis, keyspace, ReadAs.of(request.readAs()), request.largeValue(), clock),
                Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16));
    }

    /** @param budget about how many bytes of memory names may take */
    KeyspaceSource(
            Redis redis,
            Keyspace keyspace,
            Set<String> collections,
            byte @Nullable [] after,
            KeyFetch fetch,
            long budget) {
        this.redis = redis;
        this.keyspace = keyspace;
        this.collections = collections;
        this.last = after;
        this.fetch = fetch;
        this.budget = budget;
    }

    @Override
    public List<Placed> next() throws InterruptedException {
        List<Placed> found = List.of();
        while (found.isEmpty() && !isExhausted()) {
            if (names.isEmpty()) {
                walk();
            }
            if (!names.isEmpty()) {
                found = fetch.fetch(affordable());
            }
        }
        return found;
    }

    @Override
    public boolean isExhausted() {
        return exhausted && names.isEmpty();
    }

    private void walk() throws InterruptedException {
        TreeSet<byte[]> first = new TreeSet<>(Arrays::compareUnsigned);
        Walk walk = new Walk(first);
        new KeyScan(redis, keyspace.match()).walk(keys -> {
            keys.forEach(key -> walk.offer((byte[]) key));
            return false;
        });
        names.addAll(first);
        exhausted = !walk.leftOut;
        if (!names.isEmpty()) {
            last = names.getLast();
        }
    }

    /** The next names whose values together fit into what may be in memory; at least one. */
    private List<KeyFetch.Found> affordable() {
        List<byte[]> window = new ArrayList<>();
        for (byte[] name : names) {
            if (window.size() == WINDOW) {
                break;
            }
            window.add(name);
        }
        List<KeyFetch.Found> all = fetch.look(window);
        List<KeyFetch.Found> some = new ArrayList<>();
        long bytes = 0;
        for (KeyFetch.Found each : all) {
            if (!some.isEmpty() && bytes + each.weight() > BYTES) {
                break;
            }
            names.removeFirst();
            some.add(each);
            bytes += each.weight();
        }
        return some;
    }

    /** Keeps the first names behind the last one handed out, within the budget. */
    private final class Walk {
        private final TreeSet<byte[]> first;
        private long bytes;
        private boolean leftOut;

        Walk(TreeSet<byte[]> first) {
            this.first = first;
        }

        void offer(byte[] key) {
            boolean behind = last == null || Arrays.compareUnsigned(key, last) > 0;
            if (!behind || !keyspace.holds(key) || collections.contains(keyspace.prefix(key)) || !first.add(key)) {
                return;
            }
            bytes += key.length + OVERHEAD;
            while (bytes > budget && first.size() > 1) {
                bytes -= first.pollLast().length + OVERHEAD;
                leftOut = true;
            }
        }
    }
}
