package dev.naust.migration.compare;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RepairReport.Action;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteRequest;
import dev.naust.json.ExactJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts single records of one collection right, a few at a time, each few in a transaction of the store that is written, where
 * it has transactions. Before it writes over a record it looks whether the record is still what the comparison saw.
 */
final class RecordRepair {
    private static final int AT_A_TIME = 100;
    private static final int LARGEST_IMAGE = 64 * 1024;

    private final Pump pump;
    private final Couple couple;
    private final Ledger ledger;
    private final String collection;
    private final boolean towardsTarget;
    private final Side from;
    private final Side into;
    private final Schema readAs;
    private final Schema writeAs;
    private final ExactJson json = new ExactJson();

    RecordRepair(Pump pump, Couple couple, String collection, RepairRequest.Side towards, Ledger ledger) {
        this.pump = pump;
        this.couple = couple;
        this.ledger = ledger;
        this.collection = collection;
        this.towardsTarget = towards == RepairRequest.Side.TARGET;
        this.from = towardsTarget ? couple.source() : couple.target();
        this.into = towardsTarget ? couple.target() : couple.source();
        List<Field> read = new ArrayList<>();
        List<Field> write = new ArrayList<>();
        for (int i = 0; i < into.fields().fields().size(); i++) {
            String name = into.fields().fields().get(i).name();
            Field field = into.declared().field(name).orElseThrow();
            if (field.generation() != Field.Generation.COMPUTED) {
                read.add(from.fields().fields().get(i));
                write.add(field);
            }
        }
        this.readAs = from.fields().withFields(read);
        this.writeAs = into.declared().withFields(write);
    }

    /** Why nothing of the collection can be put right; empty when it can. */
    Optional<String> obstacle() {
        if (!couple.unmatched().isEmpty()) {
            return Optional.of("The fields differ: make them alike first");
        }
        return into.declared().key().isEmpty()
                        || !Set.copyOf(into.declared().key()).equals(Set.copyOf(into.key()))
                ? Optional.of("The side that is to be changed does not declare the same key: declare it first")
                : Optional.empty();
    }

    /** What is done about a difference. */
    Action action(Found found) {
        return switch (found.kind()) {
            case DIFFERENT -> Action.REPLACED;
            case MISSING -> towardsTarget ? Action.INSERTED : Action.DELETED;
            case EXTRA -> towardsTarget ? Action.DELETED : Action.INSERTED;
        };
    }

    /** Puts records right that all need the same. */
    void run(Action action, List<Found> records) throws InterruptedException {
        for (int i = 0; i < records.size(); i += AT_A_TIME) {
            attempt(action, records.subList(i, Math.min(records.size(), i + AT_A_TIME)));
        }
    }

    /** One that cannot be written must not hold back the others. */
    private void attempt(Action action, List<Found> few) throws InterruptedException {
        try {
            few.forEach(each -> ledger.forget(collection, each));
            Written written = whole(action, few);
            written.before().forEach((found, before) -> ledger.wrote(collection, action, found.key(), before));
            written.left().forEach((found, reason) -> ledger.failed(collection, found, reason));
        } catch (StoreException failure) {
            if (few.size() == 1) {
                ledger.failed(collection, few.get(0), failure.getMessage());
            } else {
                for (Found each : few) {
                    attempt(action, List.of(each));
                }
            }
        }
    }

    /** What became of a few records: what was there before, or why they were left. */
    private record Written(Map<Found, String> before, Map<Found, String> left) {}

    private Written whole(Action action, List<Found> few) throws InterruptedException {
        if (into.store().transactions().isEmpty()) {
            return write(into.store(), action, few);
        }
        return into.store().transactions().get().inTransaction(bound -> write(bound, action, few));
    }

    private Written write(Store store, Action action, List<Found> few) throws InterruptedException {
        Map<Found, String> left = new HashMap<>();
        Map<Digest, Seen> now = action == Action.INSERTED ? Map.of() : look(into, store, few, this::there);
        Map<Digest, Seen> origin = action == Action.DELETED ? Map.of() : look(from, from.store(), few, this::origin);
        List<Found> sound = new ArrayList<>();
        for (Found each : few) {
            boolean same = (action == Action.INSERTED || is(now, each, there(each)))
                    && (action == Action.DELETED || is(origin, each, origin(each)));
            if (same) {
                sound.add(each);
            } else {
                left.put(each, "It is no longer as the comparison saw it: compare again to see how it is now");
            }
        }
        List<Rejected> rejected = sound.isEmpty() ? List.of() : change(store, action, sound, now);
        Map<Found, String> before = new HashMap<>();
        Map<RecordKey, String> reasons = new HashMap<>();
        rejected.forEach(each -> reasons.put(each.record().key(), each.reason()));
        if (reasons.containsKey(RecordKey.none()) || reasons.size() > 0 && sound.size() > 1) {
            // Which of several was refused shows when each is tried alone.
            throw new StoreException(
                    ServiceError.RECORD_INVALID, rejected.get(0).reason());
        }
        for (Found each : sound) {
            if (reasons.isEmpty()) {
                before.put(each, now.containsKey(each.id()) ? now.get(each.id()).image() : "");
            } else {
                left.put(each, rejected.get(0).reason());
            }
        }
        return new Written(before, left);
    }

    private List<Rejected> change(Store store, Action action, List<Found> sound, Map<Digest, Seen> now)
            throws InterruptedException {
        if (action == Action.DELETED) {
            try (RecordWriter writer = store.write(WriteRequest.delete(into.declared()))) {
                List<Rejected> rejected = new ArrayList<>(writer.write(sound.stream()
                                .map(each -> now.get(each.id()).record())
                                .toList())
                        .rejected());
                rejected.addAll(writer.flush().rejected());
                return rejected;
            }
        }
        List<Rejected> rejected = java.util.Collections.synchronizedList(new ArrayList<>());
        WriteMode mode = action == Action.INSERTED ? WriteMode.INSERT : WriteMode.UPSERT;
        Pump.Copied copied = pump.copy(new Pump.Copy(
                from.store(),
                from.request().as(readAs).where(keys(from, sound, this::origin)),
                store,
                new WriteRequest(writeAs, mode, false),
                AT_A_TIME,
                Long.MAX_VALUE,
                records -> {},
                rejected::add));
        if (rejected.isEmpty() && copied.written() != sound.size()) {
            throw new StoreException(
                    ServiceError.RECORD_CHANGED,
                    "Of " + sound.size() + " records " + copied.written() + " were found again by their keys");
        }
        return rejected;
    }

    /** The side's record that a difference is about. */
    private interface Part {
        Optional<Found.Held> of(Found found);
    }

    private Optional<Found.Held> there(Found found) {
        return towardsTarget ? found.target() : found.source();
    }

    private Optional<Found.Held> origin(Found found) {
        return towardsTarget ? found.source() : found.target();
    }

    /** A record as it is now. */
    private record Seen(Digest content, DataRecord record, String image) {}

    private Map<Digest, Seen> look(Side side, Store store, List<Found> few, Part part) throws InterruptedException {
        Side now = new Side(store, side.declared(), side.fields(), side.key(), Optional.of(keys(side, few, part)));
        Map<Digest, Seen> seen = new HashMap<>();
        new Scan(pump, couple.common(), records -> {}).over(now, (key, content, record, body) -> {
            boolean kept = record.weight() <= LARGEST_IMAGE;
            seen.put(Digest.of(key), new Seen(Digest.of(content), record, kept ? json.write(record.body()) : ""));
        });
        return seen;
    }

    private static boolean is(Map<Digest, Seen> seen, Found found, Optional<Found.Held> expected) {
        Seen now = seen.get(found.id());
        return expected.isPresent()
                && now != null
                && now.content().equals(expected.get().content());
    }

    private static Filter keys(Side side, List<Found> records, Part part) {
        List<RecordKey> keys = records.stream()
                .flatMap(each -> part.of(each).stream())
                .map(Found.Held::key)
                .toList();
        if (side.key().size() == 1) {
            return new Filter.In(
                    side.key().get(0),
                    keys.stream().map(key -> key.values().get(0)).toList());
        }
        return new Filter.Or(keys.stream().map(RecordRepair::isKey).toList());
    }

    private static Filter isKey(RecordKey key) {
        List<Filter> parts = new ArrayList<>();
        for (int i = 0; i < key.names().size(); i++) {
            parts.add(Filter.eq(key.names().get(i), key.values().get(i)));
        }
        return new Filter.And(parts);
    }
}
