package dev.naust.memory;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.Kind;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The changes that somebody who follows has not dealt with yet, numbered in the order in which they became visible. When they
 * would need more memory than allowed, the oldest go, and whoever needed them is told. Safe for several threads.
 */
final class ChangeLog {
    private final Clock clock;
    private final long maxBytes;
    private final Map<String, Follower> followers = new HashMap<>();
    private final Deque<Change> kept = new ArrayDeque<>();
    private long last;
    private long bytes;
    private boolean closed;

    ChangeLog(Clock clock, long maxBytes) {
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    /** Where a follower's changes begin: here, where it is new. */
    synchronized Position follow(String name, Set<DatasetId> datasets) {
        Follower known = followers.computeIfAbsent(name, fresh -> new Follower(datasets, last));
        return position(known.passed());
    }

    synchronized void forget(String name) {
        followers.remove(name);
        trim();
    }

    /** Notes that everything up to a place is dealt with. */
    synchronized void pass(String name, Position after) {
        Follower follower = follower(name, number(after));
        followers.put(name, new Follower(follower.datasets(), number(after)));
        trim();
    }

    /** Notes how collections changed, for whom it may concern. */
    synchronized void add(Map<DatasetId, MemoryTable> before, Map<DatasetId, MemoryTable> after) {
        if (followers.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        after.forEach((id, table) -> {
            MemoryTable old = before.get(id);
            boolean followed =
                    followers.values().stream().anyMatch(each -> each.datasets().contains(id));
            if (followed && old != null && old.rows() != table.rows()) {
                table.rows().since(old.rows()).changes().forEach(each -> add(id, each, now));
            }
        });
        while (bytes > maxBytes) {
            removeFirst();
        }
        notifyAll();
    }

    /** Changes of a follower behind a place; waits for the first of them. */
    synchronized List<Change> next(String name, Position after, int max, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long from = number(after);
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (closed) {
                throw MemoryStore.closed("This memory store");
            }
            Follower follower = follower(name, from);
            List<Change> changes = behind(from, follower.datasets(), max);
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (!changes.isEmpty() || left <= 0) {
                return changes;
            }
            wait(left);
        }
    }

    synchronized void close() {
        closed = true;
        kept.clear();
        followers.clear();
        notifyAll();
    }

    private List<Change> behind(long from, Set<DatasetId> datasets, int max) {
        List<Change> changes = new ArrayList<>();
        for (Change each : kept) {
            if (changes.size() == max) {
                break;
            }
            if (number(each.position()) > from && datasets.contains(each.dataset())) {
                changes.add(each);
            }
        }
        return changes;
    }

    private void add(DatasetId id, TreeChanges.Change<RowKey, DataRecord> change, Instant now) {
        @Nullable DataRecord before = change.before();
        @Nullable DataRecord after = change.after();
        if (Objects.equals(before, after)) {
            return;
        }
        Kind kind = before == null ? Kind.INSERTED : after == null ? Kind.DELETED : Kind.UPDATED;
        RecordKey key = Objects.requireNonNull(after == null ? before : after, "one of them is there")
                .key();
        Change told = new Change(id, kind, key, java.util.Optional.ofNullable(after), position(++last), now);
        kept.addLast(told);
        bytes += weight(told);
    }

    private Follower follower(String name, long from) {
        Follower follower = followers.get(name);
        if (follower == null) {
            throw new StoreException(
                    CommonError.CHANGES_GONE, "Nobody called \"" + name + "\" follows here; follow first");
        }
        if (from < follower.passed() || from < last && from < firstKept() - 1) {
            throw new StoreException(
                    CommonError.CHANGES_GONE,
                    "The memory store keeps no changes that far back any more; copy the collections and follow anew");
        }
        return follower;
    }

    private long firstKept() {
        return kept.isEmpty() ? last + 1 : number(kept.getFirst().position());
    }

    private void trim() {
        long passed =
                followers.values().stream().mapToLong(Follower::passed).min().orElse(last);
        while (!kept.isEmpty() && firstKept() <= passed) {
            removeFirst();
        }
    }

    private void removeFirst() {
        bytes -= weight(kept.removeFirst());
    }

    private static long weight(Change change) {
        return 200L + change.record().map(DataRecord::weight).orElse(0);
    }

    private static Position position(long number) {
        return new Position(Long.toString(number));
    }

    private static long number(Position position) {
        try {
            return Long.parseLong(position.token());
        } catch (NumberFormatException e) {
            throw new StoreException(
                    MemoryErrorCode.BAD_POSITION,
                    "The position to go on from was not made by a memory store; follow the collections anew",
                    e);
        }
    }

    /** Somebody who follows, and the number of the last change that it has dealt with. */
    private record Follower(Set<DatasetId> datasets, long passed) {}
}
