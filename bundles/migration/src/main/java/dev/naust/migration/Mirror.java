package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.Pump;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.ChangeReader;
import dev.naust.api.store.Position;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.migration.chunk.Checkpoint;
import dev.naust.migration.chunk.Checkpoints;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries what changes in one store over to another, by key: whatever happened to a record, what the one holds now is put into
 * the other, or removed there. So a change that comes twice changes nothing, and the place is kept with what was written. For
 * one thread at a time.
 */
final class Mirror implements AutoCloseable {
    static final int AT_A_TIME = 1_000;

    private static final int REMEMBERED = 200;
    private static final long RELEASE_NANOS = Duration.ofSeconds(30).toNanos();

    private final Pump pump;
    private final Ends ends;
    private final String follower;
    private final List<Lane> lanes;
    private final Checkpoints checkpoints;
    private final String part;
    private final CanonicalForm form = new CanonicalForm();
    private final Misfits misfits = new Misfits();
    private final Map<DatasetId, Set<RecordKey>> last = new LinkedHashMap<>();
    private Checkpoint reached;
    private Position place;
    private ChangeReader reader;
    private long openedAt;
    private boolean moved;

    /**
     * The two stores.
     *
     * @param feed of the store that changes
     * @param from the same, seen as its records are to be read
     * @param to is written
     */
    record Ends(ChangeFeed feed, Store from, Store to) {}

    /**
     * A mirror that goes on where it was left.
     *
     * @param follower the name that the feed knows it by
     * @param start where it begins when there is no checkpoint
     * @param lanes in the order of references
     */
    Mirror(Pump pump, Ends ends, String follower, Position start, List<Lane> lanes, Checkpoints checkpoints)
            throws InterruptedException {
        this.pump = pump;
        this.ends = ends;
        this.follower = follower;
        this.lanes = List.copyOf(lanes);
        this.checkpoints = checkpoints;
        this.part = "follow:" + follower;
        this.reached = checkpoints.latest(ends.to()).getOrDefault(part, Checkpoint.start(part));
        this.place = reached.position().orElse(start);
        this.reader = ends.feed().read(follower, place);
        this.openedAt = System.nanoTime();
    }

    /** What one step did. */
    record Step(int changes, Optional<Instant> oldest) {
        boolean isEmpty() {
            return changes == 0;
        }
    }

    /** Carries the next changes over, waiting for the first of them. */
    Step step(Duration patience) throws InterruptedException {
        letGo();
        List<Change> changes = reader.next(AT_A_TIME, patience);
        if (changes.isEmpty()) {
            return new Step(0, Optional.empty());
        }
        Map<DatasetId, Set<RecordKey>> keys = new LinkedHashMap<>();
        changes.forEach(each -> keys.computeIfAbsent(each.dataset(), id -> new LinkedHashSet<>())
                .add(each.key()));
        Position next = changes.get(changes.size() - 1).position();
        remember(keys);
        carry(keys, Optional.of(next), changes.size());
        place = next;
        moved = true;
        return new Step(changes.size(), Optional.of(changes.get(0).at()));
    }

    /** Only looks at the next changes, and goes on behind them. */
    List<Change> watch(Duration patience) throws InterruptedException {
        if (moved && System.nanoTime() - openedAt > RELEASE_NANOS) {
            // Noted seldom, because it is looked at again at no cost, and before what lies behind is given free.
            carry(Map.of(), Optional.of(place), 0);
        }
        letGo();
        List<Change> changes = reader.next(AT_A_TIME, patience);
        if (!changes.isEmpty()) {
            place = changes.get(changes.size() - 1).position();
            moved = true;
        }
        return changes;
    }

    /** What lies behind is given free only when reading begins. */
    private void letGo() {
        if (moved && System.nanoTime() - openedAt > RELEASE_NANOS) {
            reader.close();
            reader = ends.feed().read(follower, place);
            openedAt = System.nanoTime();
            moved = false;
        }
    }

    /** Begins to read again behind what was written, after a failure. */
    void reopen() throws InterruptedException {
        reader.close();
        reached = checkpoints.latest(ends.to()).getOrDefault(part, reached);
        place = reached.position().orElse(place);
        reader = ends.feed().read(follower, place);
        openedAt = System.nanoTime();
    }

    /** Whether everything that was visible a moment ago has been carried over. */
    boolean isAtEnd(Duration patience) throws InterruptedException {
        return reader.isAtEnd(patience);
    }

    /** Tries those again that could not be carried over. */
    void tryOpen() throws InterruptedException {
        if (misfits.size() > 0) {
            Map<DatasetId, Set<RecordKey>> keys = new LinkedHashMap<>();
            misfits.known().forEach((id, records) -> keys.put(id, new LinkedHashSet<>(records.keySet())));
            carry(keys, Optional.empty(), 0);
        }
    }

    /**
     * Carries over what the source holds under some keys now, as if they had changed.
     *
     * @return those that do not fit, whether or not there is room for them among the misfits
     */
    Map<RecordKey, Rejected> carryOver(DatasetId from, Set<RecordKey> keys) throws InterruptedException {
        return carry(Map.of(from, keys), Optional.empty(), 0).getOrDefault(from, Map.of());
    }

    /** Those of some records that have no form in the other store are misfits from now on; nothing is written. */
    void recall(Lane lane, List<RecordKey> keys) throws InterruptedException {
        for (List<RecordKey> some : Lane.portions(keys)) {
            for (Rejected each : lane.read(pump, ends.from(), some).rejected()) {
                RecordKey seen =
                        RecordKey.from(each.record().body(), lane.readAs().key());
                misfits.add(lane.from(), asTold(lane, some, seen), each, false);
            }
        }
    }

    /** The records that could not be carried over. */
    Misfits misfits() {
        return misfits;
    }

    /** A record of the other store holds what somebody has given it, so that it is not compared with this one's. */
    void putByHand(DatasetId from, RecordKey key) {
        misfits.putByHand(from, key);
        doNotCompare(from, Set.of(key));
    }

    private void doNotCompare(DatasetId from, Set<RecordKey> keys) {
        Set<RecordKey> kept = last.get(from);
        if (kept != null) {
            kept.removeAll(keys);
        }
    }

    private void remember(Map<DatasetId, Set<RecordKey>> keys) {
        keys.forEach((id, some) -> {
            Set<RecordKey> kept = last.computeIfAbsent(id, each -> new LinkedHashSet<>());
            kept.removeAll(some);
            kept.addAll(some);
            var oldest = kept.iterator();
            while (kept.size() > REMEMBERED) {
                oldest.next();
                oldest.remove();
                oldest = kept.iterator();
            }
        });
    }

    /**
     * What is to be written for some keys of one lane.
     *
     * @param refused what cannot be; grows while it is written
     */
    private record Load(
            Lane lane, List<DataRecord> upserts, List<DataRecord> deletes, Map<RecordKey, Rejected> refused) {}

    private Map<DatasetId, Map<RecordKey, Rejected>> carry(
            Map<DatasetId, Set<RecordKey>> keys, Optional<Position> next, int changes) throws InterruptedException {
        List<Load> loads = new ArrayList<>();
        for (Lane lane : lanes) {
            Set<RecordKey> some = keys.get(lane.from());
            if (some != null) {
                loads.add(load(lane, List.copyOf(some)));
            }
        }
        Checkpoint after = new Checkpoint(
                part,
                reached.number() + 1,
                next.or(reached::position),
                reached.read() + changes,
                0,
                0,
                0,
                ContentHash.empty(),
                false);
        if (ends.to().transactions().isPresent()) {
            ends.to().transactions().get().inTransaction(bound -> {
                write(bound, loads);
                checkpoints.advance(bound, after);
                return true;
            });
        } else {
            write(ends.to(), loads);
            checkpoints.advance(ends.to(), after);
        }
        reached = after;
        Map<DatasetId, Map<RecordKey, Rejected>> refused = new LinkedHashMap<>();
        loads.forEach(each -> refused.put(each.lane().from(), each.refused()));
        settle(keys, refused, next.isPresent());
        return refused;
    }

    /** Takes note of what was written and what was not, once that is sure. */
    private void settle(
            Map<DatasetId, Set<RecordKey>> keys, Map<DatasetId, Map<RecordKey, Rejected>> refused, boolean isNew) {
        keys.forEach((id, some) -> {
            Map<RecordKey, Rejected> not = refused.getOrDefault(id, Map.of());
            some.stream().filter(key -> !not.containsKey(key)).forEach(key -> misfits.remove(id, key));
        });
        refused.forEach((id, some) -> {
            some.forEach((key, each) -> misfits.add(id, key, each, isNew));
            doNotCompare(id, some.keySet());
        });
    }

    private Load load(Lane lane, List<RecordKey> keys) throws InterruptedException {
        Map<RecordKey, Rejected> refused = new LinkedHashMap<>();
        List<DataRecord> upserts = new ArrayList<>();
        Set<ByteBuffer> there = new LinkedHashSet<>();
        for (List<RecordKey> some : Lane.portions(keys)) {
            Lane.Found found = lane.read(pump, ends.from(), some);
            upserts.addAll(found.records());
            for (DataRecord each : found.records()) {
                there.add(identity(each, lane.writeAs().key()));
            }
            for (Rejected each : found.rejected()) {
                RecordKey seen =
                        RecordKey.from(each.record().body(), lane.readAs().key());
                refused.put(asTold(lane, some, seen), each);
            }
        }
        List<DataRecord> deletes = new ArrayList<>();
        for (Map.Entry<RecordKey, DataRecord> each : lane.keys(pump, keys).entrySet()) {
            if (!there.contains(identity(each.getValue(), lane.writeAs().key()))
                    && !refused.containsKey(each.getKey())) {
                deletes.add(each.getValue());
            }
        }
        return new Load(lane, upserts, deletes, refused);
    }

    private ByteBuffer identity(DataRecord each, List<String> key) {
        return ByteBuffer.wrap(form.hash(RecordKey.from(each.body(), key).toDocument()));
    }

    /** The key that a record's change was told by. */
    private static RecordKey asTold(Lane lane, List<RecordKey> asked, RecordKey seen) {
        return asked.stream()
                .filter(one -> one.values().equals(seen.values()))
                .findFirst()
                .orElseGet(() -> new RecordKey(lane.fromKey(), seen.values()));
    }

    /** Removes before it adds, the last collections first, so that neither a reference nor a unique value stands in the way. */
    private void write(Store to, List<Load> loads) throws InterruptedException {
        List<Load> reversed = new ArrayList<>(loads);
        Collections.reverse(reversed);
        for (Load each : reversed) {
            write(to, each, WriteRequest.delete(each.lane().keyAs()), each.deletes());
        }
        for (Load each : loads) {
            write(to, each, WriteRequest.upsert(each.lane().writeAs()), each.upserts());
        }
    }

    private void write(Store to, Load load, WriteRequest request, List<DataRecord> records)
            throws InterruptedException {
        if (records.isEmpty()) {
            return;
        }
        List<Rejected> rejected = new ArrayList<>();
        try (RecordWriter writer = to.write(request)) {
            WriteReport report = writer.write(records);
            rejected.addAll(report.rejected());
            rejected.addAll(writer.flush().rejected());
        }
        if (!rejected.isEmpty()) {
            Lane lane = load.lane();
            Map<ByteBuffer, RecordKey> asked = new LinkedHashMap<>();
            for (Rejected each : rejected) {
                RecordKey target =
                        RecordKey.from(each.record().body(), lane.writeAs().key());
                asked.put(ByteBuffer.wrap(form.hash(target.toDocument())), target);
            }
            for (Rejected each : rejected) {
                ByteBuffer identity = identity(each.record(), lane.writeAs().key());
                load.refused().put(lane.back(pump, asked.get(identity)), each);
            }
        }
    }

    /**
     * Looks whether the records that changed last are the same on both sides.
     *
     * @return the collections where they are not
     */
    List<DatasetId> different() throws InterruptedException {
        List<DatasetId> different = new ArrayList<>();
        for (Lane lane : lanes) {
            Set<RecordKey> keys = last.get(lane.from());
            if (keys != null && !differing(lane, List.copyOf(keys)).isEmpty()) {
                different.add(lane.from());
            }
        }
        return different;
    }

    /** Which of these records are not the same on both sides; those that could not be carried over are left out. */
    Set<RecordKey> differing(Lane lane, List<RecordKey> keys) throws InterruptedException {
        Map<RecordKey, Rejected> openHere = misfits.known(lane.from());
        Set<RecordKey> different = new LinkedHashSet<>();
        for (List<RecordKey> some : Lane.portions(
                keys.stream().filter(key -> !openHere.containsKey(key)).toList())) {
            different.addAll(lane.differing(pump, ends.from(), ends.to(), some));
        }
        return different;
    }

    List<Lane> lanes() {
        return lanes;
    }

    @Override
    public void close() {
        reader.close();
    }
}
