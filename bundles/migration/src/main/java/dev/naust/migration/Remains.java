package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Pump.Intake;
import dev.naust.api.service.Pump.Portion;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a collection that a run made holds nothing but what the run wrote, though some of that is gone: a store may lose records
 * by itself, and people remove some. Shown with the source, which is opened when it is needed. For one thread.
 */
final class Remains implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Remains.class);
    private static final int AT_ONCE = 500;

    private final Pump pump;
    private final StoreRegistry stores;
    private final MigrationRequest request;
    private final byte @Nullable [] hashKey;
    private @Nullable StoreLease source;

    /** @param hashKey for fields that are hashed; null when there is none */
    Remains(Pump pump, StoreRegistry stores, MigrationRequest request, byte @Nullable [] hashKey) {
        this.pump = pump;
        this.stores = stores;
        this.request = request;
        this.hashKey = hashKey;
    }

    /** What of the source's records the target has, and what not. */
    private record Walk(ContentHash same, ContentHash missing) {}

    /**
     * How many records are gone, where all that is there was written by the run.
     *
     * @param now what the collection holds
     * @param report what the run wrote
     * @return empty where that cannot be shown: others are there, or the source has changed since or does not answer
     */
    Optional<Long> gone(CollectionPlan each, Store target, ContentHash now, CollectionReport report)
            throws InterruptedException {
        if (now.records() == 0) {
            return Optional.of(report.written());
        }
        return walk(each, target)
                .filter(found -> sum(now, found.missing()).hex().equals(report.targetHash()))
                .map(found -> found.missing().records());
    }

    /** Whether a collection has records, and each as the source has it. */
    boolean isPart(CollectionPlan each, Store target) throws InterruptedException {
        Optional<Walk> found = walk(each, target);
        return found.isPresent()
                && found.get().same().records() > 0
                && pump.hash(target, ReadRequest.of(each.target()).as(each.writeAs()), records -> {})
                        .equals(found.get().same());
    }

    private static ContentHash sum(ContentHash one, ContentHash other) {
        ContentHash.Accumulator both = new ContentHash.Accumulator();
        both.add(one);
        both.add(other);
        return both.result();
    }

    private Optional<Walk> walk(CollectionPlan each, Store target) throws InterruptedException {
        if (each.writeAs().key().isEmpty() || target.lookup().isEmpty()) {
            return Optional.empty();
        }
        ContentHash.Accumulator same = new ContentHash.Accumulator();
        ContentHash.Accumulator missing = new ContentHash.Accumulator();
        ReadRequest read = ReadRequest.of(each.source()).as(each.readAs());
        try (Intake intake = pump.take(seen(), read, each.writeAs(), AT_ONCE)) {
            Optional<Portion> next = intake.next();
            while (next.isPresent()) {
                look(each.target(), each.writeAs(), next.get().records(), target, same, missing);
                next = intake.next();
            }
        } catch (StoreException e) {
            LOG.info("What is left of {} cannot be told by its source: {}", each.target(), e.getMessage());
            return Optional.empty();
        }
        return Optional.of(new Walk(same.result(), missing.result()));
    }

    private Store seen() {
        if (source == null) {
            source = Leases.borrow(stores, request.source());
        }
        return SeenSource.of(source, request, hashKey).store();
    }

    private static void look(
            DatasetId id,
            Schema as,
            List<DataRecord> records,
            Store target,
            ContentHash.Accumulator same,
            ContentHash.Accumulator missing)
            throws InterruptedException {
        CanonicalForm form = new CanonicalForm();
        List<RecordKey> keys = new ArrayList<>();
        for (DataRecord each : records) {
            keys.add(RecordKey.from(each.body(), as.key()));
        }
        Map<ByteBuffer, byte[]> there = new HashMap<>();
        for (DataRecord each : target.lookup().orElseThrow().findAll(id, keys)) {
            there.put(identity(form, each, as), form.hash(each.body()));
        }
        for (DataRecord each : records) {
            byte[] hash = form.hash(each.body());
            byte[] found = there.get(identity(form, each, as));
            if (found == null) {
                missing.add(hash);
            } else if (Arrays.equals(found, hash)) {
                same.add(hash);
            }
        }
    }

    private static ByteBuffer identity(CanonicalForm form, DataRecord each, Schema as) {
        return ByteBuffer.wrap(form.hash(RecordKey.from(each.body(), as.key()).toDocument()));
    }

    @Override
    public void close() {
        StoreLease borrowed = source;
        if (borrowed != null) {
            borrowed.close();
        }
    }
}
