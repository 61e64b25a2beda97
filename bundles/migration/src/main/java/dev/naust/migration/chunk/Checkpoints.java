package dev.naust.migration.chunk;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Storage;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.json.JsonValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one run, in a collection of the target that is there as long as a run needs it. Each chunk has a record of
 * its own whose key is the run, the part and the chunk's number: whoever wrote that chunk first wins, so that two servers that
 * both believe the run to be theirs cannot write it twice. Safe for use by several threads.
 */
public final class Checkpoints {
    /** The collection's name, before it is made to fit. */
    public static final String NAME = OwnCollections.CHECKPOINTS;

    private static final int AT_A_TIME = 1_000;
    private static final long BYTES = 1 << 20;
    private static final Schema WANTED = Schema.table(
            DatasetId.of(NAME),
            List.of(
                    Field.required("id", FieldType.of(Kind.TEXT)),
                    Field.required("run", FieldType.of(Kind.TEXT)),
                    Field.required("part", FieldType.of(Kind.TEXT)),
                    Field.required("chunk", FieldType.of(Kind.INT64)),
                    Field.required("data", FieldType.of(Kind.TEXT))),
            List.of("id"));

    private final JsonValues json = new JsonValues();
    private final Schema schema;
    private final String run;

    private Checkpoints(Schema schema, String run) {
        this.schema = schema;
        this.run = run;
    }

    /** The checkpoints of a run; their collection is made when it is not there. */
    public static Checkpoints open(Storage storage, Store target, String run) throws InterruptedException {
        return new Checkpoints(OwnCollection.ensure(storage, target, WANTED), run);
    }

    /**
     * The last checkpoint of each part.
     *
     * @throws StoreException with {@code target.lost} when the collection that they were in is gone
     */
    public Map<String, Checkpoint> latest(Store target) throws InterruptedException {
        Map<String, Checkpoint> latest = new HashMap<>();
        for (DataRecord each : kept(target)) {
            Document body = each.body();
            String part = text(body, "part");
            long number = number(body.get("chunk").orElseThrow());
            Checkpoint known = latest.get(part);
            if (known == null || known.number() < number) {
                latest.put(part, Checkpoint.of(part, number, json.readObject(text(body, "data"))));
            }
        }
        return latest;
    }

    /**
     * Adds a checkpoint.
     *
     * @param target the store, or one that is bound to the transaction of the chunk
     * @throws StoreException with {@code migration.in_progress} when somebody else wrote that chunk, and {@code target.lost} when
     *     the collection is not what it was; nothing of this one may stay
     */
    public void add(Store target, Checkpoint checkpoint) throws InterruptedException {
        Document body = Document.of(schema.layout(), new Value[] {
            Value.text(run + "/" + checkpoint.part() + "/" + checkpoint.number()),
            Value.text(run),
            Value.text(checkpoint.part()),
            Value.int64(checkpoint.number()),
            Value.text(json.write(checkpoint.toDocument()))
        });
        try (RecordWriter writer = target.write(WriteRequest.insert(schema))) {
            refuse(target, writer.write(List.of(DataRecord.of(schema.key(), body))), checkpoint);
            refuse(target, writer.flush(), checkpoint);
        } catch (StoreException e) {
            throw explained(target, e);
        }
    }

    /** Adds a checkpoint and removes the one before it, for parts that have no end. */
    public void advance(Store target, Checkpoint checkpoint) throws InterruptedException {
        add(target, checkpoint);
        if (checkpoint.number() > 1) {
            Document key = Document.empty()
                    .with("id", Value.text(run + "/" + checkpoint.part() + "/" + (checkpoint.number() - 1)));
            try (RecordWriter writer = target.write(WriteRequest.delete(schema))) {
                writer.write(List.of(DataRecord.of(schema.key(), key)));
                writer.flush();
            }
        }
    }

    private void refuse(Store target, WriteReport report, Checkpoint checkpoint) {
        if (!report.rejected().isEmpty()) {
            if (!isWhole(target)) {
                throw lost(null);
            }
            throw new StoreException(
                    ServiceError.MIGRATION_IN_PROGRESS,
                    "Chunk " + checkpoint.number() + " of " + checkpoint.part()
                            + " was written by somebody else: this run"
                            + " is going on at another server, or did a moment ago");
        }
    }

    private List<DataRecord> kept(Store target) throws InterruptedException {
        try {
            return records(target);
        } catch (StoreException e) {
            throw explained(target, e);
        }
    }

    /** A store that has lost what it was given fails with whatever it meets first. */
    private StoreException explained(Store target, StoreException failure) {
        if (failure.category().isTransient() || failure.code() == ServiceError.TARGET_LOST) {
            return failure;
        }
        try {
            return isWhole(target) ? failure : lost(failure);
        } catch (StoreException unknown) {
            failure.addSuppressed(unknown);
            return failure;
        }
    }

    private boolean isWhole(Store target) {
        return OwnCollection.isIn(target, schema)
                && target.describe(schema.id()).layout().names().containsAll(schema.key());
    }

    private StoreException lost(@Nullable StoreException cause) {
        return new StoreException(
                ServiceError.TARGET_LOST,
                "The target has lost what this run wrote: its own collection " + schema.id()
                        + " is gone or incomplete. A store that starts again without its data, drops keys when it is full, or is"
                        + " emptied by somebody does that. Make it keep what it is given; then resume the run, which copies anew"
                        + " what is not there, or empty the target and start a new one",
                cause);
    }

    /** Which places must not stay. */
    @FunctionalInterface
    public interface Choice {
        boolean takes(String run, String part, Position place) throws InterruptedException;
    }

    /**
     * Takes places out of the checkpoints of all runs in a store; those runs do not go on from there.
     *
     * @param dryRun only looks which
     * @return the ids of those checkpoints
     */
    public static List<String> erase(Storage storage, Store target, Choice choice, boolean dryRun)
            throws InterruptedException {
        if (target.datasets().stream().noneMatch(each -> each.id().name().equals(NAME))) {
            return List.of();
        }
        Checkpoints all = open(storage, target, "");
        List<DataRecord> taken = new ArrayList<>();
        for (DataRecord each : all.records(target, ReadRequest.of(all.schema.id()))) {
            Document body = each.body();
            Checkpoint known = Checkpoint.of(
                    text(body, "part"),
                    number(body.get("chunk").orElseThrow()),
                    all.json.readObject(text(body, "data")));
            if (known.position().isPresent()
                    && !known.isErased()
                    && choice.takes(
                            text(body, "run"), known.part(), known.position().get())) {
                taken.add(each.withBody(body.with(
                        "data", Value.text(all.json.write(known.erased().toDocument())))));
            }
        }
        if (!dryRun && !taken.isEmpty()) {
            try (RecordWriter writer = target.write(WriteRequest.upsert(all.schema))) {
                writer.write(taken);
                writer.flush();
            }
        }
        return taken.stream().map(each -> text(each.body(), "id")).toList();
    }

    /** Removes everything of this run, and the collection when nothing else is in it. A second call does nothing. */
    public void clear(Store target) throws InterruptedException {
        if (!OwnCollection.isIn(target, schema)) {
            return;
        }
        remove(target, records(target));
        try (RecordReader reader = target.read(ReadRequest.of(schema.id()).atMost(1))) {
            if (!reader.next(1, BYTES).records().isEmpty()) {
                return;
            }
        }
        target.schemaEditing().orElseThrow().drop(schema.id());
    }

    private void remove(Store target, List<DataRecord> records) throws InterruptedException {
        if (records.isEmpty()) {
            return;
        }
        try (RecordWriter writer = target.write(WriteRequest.delete(schema))) {
            writer.write(records);
            writer.flush();
        }
    }

    private List<DataRecord> records(Store target) throws InterruptedException {
        return records(target, ReadRequest.of(schema.id()).where(Filter.eq("run", Value.text(run))));
    }

    private List<DataRecord> records(Store target, ReadRequest request) throws InterruptedException {
        List<DataRecord> found = new ArrayList<>();
        try (RecordReader reader = target.read(request.as(schema))) {
            boolean last = false;
            while (!last) {
                Batch batch = reader.next(AT_A_TIME, BYTES);
                found.addAll(batch.records());
                last = batch.last();
            }
        }
        return found;
    }

    private static String text(Document body, String name) {
        return ((Text) body.get(name).orElseThrow()).string();
    }

    private static long number(Value value) {
        return value instanceof Value.Int32 small ? small.number() : ((Value.Int64) value).number();
    }
}
