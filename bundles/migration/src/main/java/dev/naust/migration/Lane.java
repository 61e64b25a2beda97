package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Pump.Intake;
import dev.naust.api.service.Pump.Portion;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One collection that is followed, and the way of its records into the other store.
 *
 * @param from the collection that changes
 * @param fromKey the names of its key as its changes tell them
 * @param readAs its fields as they are read; its key's fields in the order of {@code fromKey}
 * @param to the collection that is written
 * @param writeAs its fields, in the order of {@code readAs}
 */
record Lane(DatasetId from, List<String> fromKey, Schema readAs, DatasetId to, Schema writeAs) {
    private static final int ONE_FIELD = 500;
    private static final int SEVERAL_FIELDS = 100;

    Lane {
        fromKey = List.copyOf(fromKey);
    }

    /** Some records in the form of the other store. */
    record Found(List<DataRecord> records, List<Rejected> rejected) {}

    /** Keys in portions that a store can be asked for at once. */
    static List<List<RecordKey>> portions(List<RecordKey> keys) {
        List<List<RecordKey>> portions = new ArrayList<>();
        int most = keys.isEmpty() || keys.get(0).names().size() == 1 ? ONE_FIELD : SEVERAL_FIELDS;
        for (int i = 0; i < keys.size(); i += most) {
            portions.add(keys.subList(i, Math.min(keys.size(), i + most)));
        }
        return portions;
    }

    /** What the store holds for these keys now. */
    Found read(Pump pump, Store store, List<RecordKey> keys) throws InterruptedException {
        return found(pump, store, from, readAs, keys, writeAs);
    }

    /** A store that does not look for values itself would read everything for a condition; it knows records by their keys. */
    private static Found found(Pump pump, Store store, DatasetId id, Schema as, List<RecordKey> keys, Schema into)
            throws InterruptedException {
        Optional<Lookup> lookup = store.lookup();
        if (store.sql().isPresent() || lookup.isEmpty() || as.shape() != Shape.TABLE) {
            return take(pump, store, ReadRequest.of(id).as(as).where(among(as.key(), keys)), into);
        }
        List<RecordKey> named =
                keys.stream().map(key -> new RecordKey(as.key(), key.values())).toList();
        List<DataRecord> records = new ArrayList<>();
        for (DataRecord each : lookup.get().findAll(id, named)) {
            Value[] values = as.layout().names().stream()
                    .map(name -> each.body().get(name).orElse(Value.ofNull()))
                    .toArray(Value[]::new);
            records.add(DataRecord.of(as.key(), Document.of(as.layout(), values), each.meta()));
        }
        return take(pump, GivenRecords.of(as, records), ReadRequest.of(as.id()).as(as), into);
    }

    private static Found take(Pump pump, Store store, ReadRequest request, Schema to) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        List<Rejected> rejected = new ArrayList<>();
        try (Intake intake = pump.take(store, request, to, Mirror.AT_A_TIME)) {
            Optional<Portion> next = intake.next();
            while (next.isPresent()) {
                records.addAll(next.get().records());
                rejected.addAll(next.get().rejected());
                next = intake.next();
            }
        }
        return new Found(records, rejected);
    }

    private static Filter among(List<String> names, List<RecordKey> keys) {
        if (names.size() == 1) {
            return new Filter.In(
                    names.get(0), keys.stream().map(key -> key.values().get(0)).toList());
        }
        List<Filter> each = new ArrayList<>();
        for (RecordKey key : keys) {
            List<Filter> parts = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                parts.add(Filter.eq(names.get(i), key.values().get(i)));
            }
            each.add(new Filter.And(parts));
        }
        return new Filter.Or(each);
    }

    /** The fields of the key that is written, for records that are removed by it. */
    Schema keyAs() {
        return writeAs.withFields(fields(writeAs, writeAs.key()));
    }

    private static List<Field> fields(Schema schema, List<String> names) {
        return names.stream().map(name -> schema.field(name).orElseThrow()).toList();
    }

    /** Keys as the other store has them; one that it cannot have is left out. */
    Map<RecordKey, DataRecord> keys(Pump pump, List<RecordKey> keys) throws InterruptedException {
        Schema narrow = readAs.withFields(fields(readAs, readAs.key()));
        Map<RecordKey, DataRecord> all = new LinkedHashMap<>();
        Found whole = converted(pump, narrow, keyAs(), keys);
        if (whole.records().size() == keys.size()) {
            for (int i = 0; i < keys.size(); i++) {
                all.put(keys.get(i), whole.records().get(i));
            }
            return all;
        }
        for (RecordKey each : keys) {
            converted(pump, narrow, keyAs(), List.of(each)).records().forEach(found -> all.put(each, found));
        }
        return all;
    }

    /** A key of the other store as changes tell it here. */
    RecordKey back(Pump pump, RecordKey key) throws InterruptedException {
        Schema narrow = readAs.withFields(fields(readAs, readAs.key()));
        List<DataRecord> found = converted(pump, keyAs(), narrow, List.of(key)).records();
        return new RecordKey(
                fromKey,
                found.isEmpty()
                        ? key.values()
                        : RecordKey.from(found.get(0).body(), readAs.key()).values());
    }

    private static Found converted(Pump pump, Schema as, Schema into, List<RecordKey> keys)
            throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        for (RecordKey each : keys) {
            records.add(DataRecord.of(
                    as.key(), Document.of(as.layout(), each.values().toArray(Value[]::new))));
        }
        return take(pump, GivenRecords.of(as, records), ReadRequest.of(as.id()).as(as), into);
    }

    /** Which of these are not the same in both stores. */
    Set<RecordKey> differing(Pump pump, Store store, Store other, List<RecordKey> keys) throws InterruptedException {
        CanonicalForm form = new CanonicalForm();
        Map<ByteBuffer, ByteBuffer> here = new HashMap<>();
        for (DataRecord each : read(pump, store, keys).records()) {
            here.put(identity(form, each), ByteBuffer.wrap(form.hash(each.body())));
        }
        Map<RecordKey, DataRecord> keysThere = keys(pump, keys);
        List<RecordKey> asked = keysThere.values().stream()
                .map(each -> RecordKey.from(each.body(), writeAs.key()))
                .toList();
        Map<ByteBuffer, ByteBuffer> there = new HashMap<>();
        if (!asked.isEmpty()) {
            for (DataRecord each :
                    found(pump, other, to, writeAs, asked, writeAs).records()) {
                there.put(identity(form, each), ByteBuffer.wrap(form.hash(each.body())));
            }
        }
        Set<RecordKey> different = new LinkedHashSet<>();
        keysThere.forEach((key, record) -> {
            ByteBuffer identity = identity(form, record);
            if (!Objects.equals(here.get(identity), there.get(identity))) {
                different.add(key);
            }
        });
        return different;
    }

    private ByteBuffer identity(CanonicalForm form, DataRecord each) {
        return ByteBuffer.wrap(
                form.hash(RecordKey.from(each.body(), writeAs.key()).toDocument()));
    }
}
