package dev.naust.migration.rollback;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.Storage;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import dev.naust.json.ExactJson;
import dev.naust.migration.chunk.OwnCollection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What records were before a run changed them, in a collection of the target: written in the transaction that changes them, so
 * that a change without its entry is not there. The first entry of a record is the one that stays. Safe for use by several
 * threads.
 */
public final class UndoLog {
    /** The collection's name, before it is made to fit. */
    public static final String NAME = OwnCollections.ROLLBACK;

    private static final long BYTES = 4L << 20;
    private static final int AT_A_TIME = 500;
    private static final Schema WANTED = Schema.table(
            DatasetId.of(NAME),
            List.of(
                    Field.required("id", FieldType.of(Kind.TEXT)),
                    Field.required("run", FieldType.of(Kind.TEXT)),
                    Field.required("part", FieldType.of(Kind.TEXT)),
                    Field.required("data", FieldType.of(Kind.TEXT))),
            List.of("id"));

    private final ExactJson json = new ExactJson();
    private final Schema schema;
    private final String run;

    private UndoLog(Schema schema, String run) {
        this.schema = schema;
        this.run = run;
    }

    /**
     * A record before a run changed it.
     *
     * @param before the whole record; empty where there was none
     * @param after the hash of the record as the run left it, in hexadecimal; empty where that is not known
     */
    public record Entry(RecordKey key, Optional<Document> before, String after) {}

    /** What is done with some entries. */
    @FunctionalInterface
    public interface Use {
        void take(List<Entry> entries) throws InterruptedException;
    }

    /** The log of a run; its collection is made when it is not there. */
    public static UndoLog open(Storage storage, Store target, String run) throws InterruptedException {
        return new UndoLog(OwnCollection.ensure(storage, target, WANTED), run);
    }

    /** Adds entries. */
    public void add(Store target, DatasetId collection, List<Entry> entries) throws InterruptedException {
        if (entries.isEmpty()) {
            return;
        }
        CanonicalForm form = new CanonicalForm();
        List<DataRecord> records = new ArrayList<>();
        for (Entry each : entries) {
            Document data =
                    Document.empty().with("key", each.key().toDocument()).with("after", Text.of(each.after()));
            Document whole =
                    each.before().map(body -> data.with("before", body)).orElse(data);
            records.add(DataRecord.of(schema.key(), Document.of(schema.layout(), new Value[] {
                Text.of(id(form, collection, each.key())),
                Text.of(run),
                Text.of(part(collection)),
                Text.of(json.write(whole))
            })));
        }
        try (RecordWriter writer = target.write(WriteRequest.insert(schema))) {
            // An entry that is there already is the older one, and is kept: it is a reject of this writer.
            writer.write(records);
            writer.flush();
        }
    }

    /**
     * Notes how the run left records of which it has added entries.
     *
     * @param after hashes in hexadecimal
     */
    public void complete(Store target, DatasetId collection, Map<RecordKey, String> after) throws InterruptedException {
        if (after.isEmpty()) {
            return;
        }
        CanonicalForm form = new CanonicalForm();
        Map<String, String> hashes = new HashMap<>();
        after.forEach((key, hash) -> hashes.put(id(form, collection, key), hash));
        List<RecordKey> ids = hashes.keySet().stream()
                .map(id -> RecordKey.of("id", Text.of(id)))
                .toList();
        List<DataRecord> records = new ArrayList<>();
        for (DataRecord each : target.lookup().orElseThrow().findAll(schema.id(), ids)) {
            Document data = json.readDocument(text(each, "data"));
            Text hash = Text.of(hashes.get(text(each, "id")));
            if (!data.get("after").orElseThrow().equals(hash)) {
                records.add(DataRecord.of(
                        schema.key(), each.body().with("data", Text.of(json.write(data.with("after", hash))))));
            }
        }
        if (!records.isEmpty()) {
            try (RecordWriter writer = target.write(WriteRequest.upsert(schema))) {
                writer.write(records);
                writer.flush();
            }
        }
    }

    private String id(CanonicalForm form, DatasetId collection, RecordKey key) {
        return part(collection) + "/" + HexFormat.of().formatHex(form.hash(key.toDocument()));
    }

    private String part(DatasetId collection) {
        return run + "/" + collection;
    }

    /** Goes through all entries of a collection, some at a time. */
    public void read(Store target, DatasetId collection, Use use) throws InterruptedException {
        ReadRequest request =
                ReadRequest.of(schema.id()).as(schema).where(Filter.eq("part", Text.of(part(collection))));
        try (RecordReader reader = target.read(request)) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(AT_A_TIME, BYTES);
                last = batch.last();
                if (!batch.records().isEmpty()) {
                    use.take(batch.records().stream().map(this::entry).toList());
                }
            }
        }
    }

    private Entry entry(DataRecord record) {
        Document data = json.readDocument(((Text) record.body().get("data").orElseThrow()).string());
        Document key = (Document) data.get("key").orElseThrow();
        return new Entry(
                RecordKey.of(key.toMap()),
                data.get("before").map(Document.class::cast),
                ((Text) data.get("after").orElseThrow()).string());
    }

    /** Which entries of a collection are not to bring anything back. */
    @FunctionalInterface
    public interface Choice {
        boolean takes(String run, DatasetId collection, Entry entry);
    }

    /**
     * Takes entries of all runs out of a store, so that no rollback brings those records back.
     *
     * @param dryRun only counts
     * @return the ids of those entries
     */
    public static List<String> remove(Storage storage, Store target, Choice choice, boolean dryRun)
            throws InterruptedException {
        if (target.datasets().stream().noneMatch(each -> each.id().name().equals(NAME))) {
            return List.of();
        }
        UndoLog log = open(storage, target, "");
        Map<String, DatasetId> names = new HashMap<>();
        target.datasets().forEach(each -> names.put(each.id().toString(), each.id()));
        List<DataRecord> taken = new ArrayList<>();
        try (RecordReader reader = target.read(ReadRequest.of(log.schema.id()).as(log.schema))) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(AT_A_TIME, BYTES);
                last = batch.last();
                for (DataRecord each : batch.records()) {
                    String part = text(each, "part");
                    String run = text(each, "run");
                    String name = part.substring(run.length() + 1);
                    if (choice.takes(run, names.getOrDefault(name, DatasetId.of(name)), log.entry(each))) {
                        taken.add(DataRecord.of(log.schema.key(), each.body().with("data", Text.of(""))));
                    }
                }
            }
        }
        if (!dryRun && !taken.isEmpty()) {
            try (RecordWriter writer = target.write(WriteRequest.delete(log.schema))) {
                writer.write(taken);
                writer.flush();
            }
        }
        return taken.stream().map(each -> text(each, "id")).toList();
    }

    private static String text(DataRecord record, String name) {
        return ((Text) record.body().get(name).orElseThrow()).string();
    }

    /** Removes this run's entries, and the collection when nothing else is in it. */
    public void clear(Store target) throws InterruptedException {
        if (!OwnCollection.isIn(target, schema)) {
            return;
        }
        boolean more = true;
        while (more) {
            List<DataRecord> some;
            ReadRequest request = ReadRequest.of(schema.id()).as(schema).where(Filter.eq("run", Text.of(run)));
            try (RecordReader reader = target.read(request.atMost(AT_A_TIME))) {
                some = reader.next(AT_A_TIME, BYTES).records();
            }
            more = !some.isEmpty();
            if (more) {
                try (RecordWriter writer = target.write(WriteRequest.delete(schema))) {
                    writer.write(some);
                    writer.flush();
                }
            }
        }
        try (RecordReader reader = target.read(ReadRequest.of(schema.id()).atMost(1))) {
            if (!reader.next(1, BYTES).records().isEmpty()) {
                return;
            }
        }
        target.schemaEditing().orElseThrow().drop(schema.id());
    }
}
