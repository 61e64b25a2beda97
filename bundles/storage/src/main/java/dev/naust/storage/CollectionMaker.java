package dev.naust.storage;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an application's collection where it is not there yet. */
final class CollectionMaker {
    private static final Logger LOG = LoggerFactory.getLogger(CollectionMaker.class);
    /** How long another process that makes a collection at this moment is waited for. */
    private static final Duration MAKING = Duration.ofSeconds(5);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Store store;

    CollectionMaker(Store store) {
        this.store = store;
    }

    /** The collection as the store declares it, made when it was not there. */
    Schema ensure(Schema wanted) throws InterruptedException {
        SchemaEditing editing = store.schemaEditing()
                .orElseThrow(() -> unsuitable(wanted.id(), "the store cannot make collections; choose another store"));
        DatasetId place = editing.place(wanted.id());
        Optional<DatasetId> found = existing(place, editing);
        if (found.isEmpty()) {
            make(fitted(wanted, place), editing);
            found = existing(place, editing);
        }
        Schema declared = whole(wanted, store.describe(found.orElse(place)), editing);
        check(wanted, declared);
        return withIndexes(wanted, declared, editing);
    }

    /** Whether the collection is there, with or without what is wanted of it. */
    boolean isThere(Schema wanted) {
        return store.schemaEditing()
                .flatMap(editing -> existing(editing.place(wanted.id()), editing))
                .isPresent();
    }

    /** Makes the indexes that a collection lacks, which may be older than they are. */
    private Schema withIndexes(Schema wanted, Schema declared, SchemaEditing editing) throws InterruptedException {
        if (missing(wanted, declared).isEmpty()) {
            return declared;
        }
        Schema fitted = fitted(wanted, declared.id());
        List<Index> missing = missing(fitted, declared);
        List<Index> there = declared.indexes();
        Set<String> known = editing.steps(List.of(withIndexes(fitted, there))).stream()
                .map(SchemaStep::statement)
                .collect(Collectors.toSet());
        List<Index> both = Stream.concat(there.stream(), missing.stream()).toList();
        List<SchemaStep> all = editing.steps(List.of(withIndexes(fitted, both)));
        for (SchemaStep step : all) {
            if (step.phase() == SchemaStep.Phase.INDEX && !known.contains(step.statement())) {
                add(step, fitted, editing);
            }
        }
        Schema now = store.describe(declared.id());
        for (Index index : missing(wanted, now)) {
            if (index.unique()) {
                throw unsuitable(
                        now.id(),
                        "the store cannot see to it that no two records agree in " + index.fields()
                                + "; choose another store");
            }
        }
        return now;
    }

    private void add(SchemaStep step, Schema wanted, SchemaEditing editing) throws InterruptedException {
        try {
            editing.apply(step);
        } catch (StoreException e) {
            // Another process may have made it in the meantime.
            if (!missing(wanted, store.describe(wanted.id())).isEmpty()) {
                throw e;
            }
        }
    }

    private static List<Index> missing(Schema wanted, Schema declared) {
        return wanted.indexes().stream()
                .filter(index -> declared.indexes().stream()
                        .noneMatch(
                                there -> there.fields().equals(index.fields()) && (there.unique() || !index.unique())))
                .toList();
    }

    private static Schema withIndexes(Schema schema, List<Index> indexes) {
        return new Schema(
                schema.id(),
                schema.shape(),
                schema.fields(),
                schema.key(),
                indexes,
                schema.foreignKeys(),
                schema.extras());
    }

    /** A collection for records of any fields, as the store declares it; one that is there already stays as it is. */
    Schema documents(DatasetId id) throws InterruptedException {
        SchemaEditing editing = store.schemaEditing()
                .orElseThrow(() -> unsuitable(id, "the store cannot make collections; choose another store"));
        DatasetId place = editing.place(id);
        Optional<DatasetId> found = existing(place, editing);
        boolean open = editing.shapes().contains(Shape.COLLECTION);
        Schema wanted = open ? DocumentTables.open(id) : DocumentTables.table(id);
        if (found.isEmpty()) {
            make(fitted(wanted, place), editing);
            found = existing(place, editing);
        }
        Schema declared = store.describe(found.orElse(place));
        return open ? declared : whole(wanted, declared, editing);
    }

    private Optional<DatasetId> existing(DatasetId place, SchemaEditing editing) {
        return store.datasets().stream()
                .map(Dataset::id)
                .filter(id -> id.path().size() == place.path().size())
                .filter(id -> outer(id).equals(outer(place)) && editing.sameName(id.name(), place.name()))
                .findFirst();
    }

    private static List<String> outer(DatasetId id) {
        return id.path().subList(0, id.path().size() - 1);
    }

    private Schema fitted(Schema wanted, DatasetId place) {
        List<Field> fields =
                wanted.fields().stream().map(field -> fitted(field, wanted)).toList();
        return new Schema(
                place, wanted.shape(), fields, wanted.key(), wanted.indexes(), wanted.foreignKeys(), List.of());
    }

    private Field fitted(Field field, Schema wanted) {
        Mapping mapping = store.types().plan(field);
        if (mapping.fidelity() == Fidelity.LOSSY || mapping.fidelity() == Fidelity.UNSUPPORTED) {
            throw unsuitable(
                    wanted.id(), "the store cannot hold its field \"" + field.name() + "\" exactly: " + mapping.note());
        }
        return mapping.target();
    }

    private void make(Schema schema, SchemaEditing editing) throws InterruptedException {
        try {
            for (SchemaStep step : editing.steps(List.of(schema))) {
                editing.apply(step);
            }
        } catch (StoreException e) {
            // Another process may have made it in the meantime; its fields are checked like any other's.
            if (existing(schema.id(), editing).isEmpty()) {
                throw e;
            }
        }
    }

    /**
     * The collection with its key. Where keys are a step of their own, it has none while another process makes it, and for good
     * when that process died in between: what is left is done then. With records in it, it is somebody else's and stays as it is.
     */
    private Schema whole(Schema wanted, Schema declared, SchemaEditing editing) throws InterruptedException {
        Schema now = declared;
        long end = System.nanoTime() + MAKING.toNanos();
        while (isUnfinished(wanted, now) && System.nanoTime() < end) {
            Thread.sleep(LOOK_AGAIN.toMillis());
            now = store.describe(now.id());
        }
        if (isUnfinished(wanted, now)) {
            finish(fitted(wanted, now.id()), editing);
            now = store.describe(now.id());
        }
        return now;
    }

    private boolean isUnfinished(Schema wanted, Schema declared) throws InterruptedException {
        return declared.key().isEmpty() && !wanted.key().isEmpty() && isEmpty(declared.id());
    }

    private boolean isEmpty(DatasetId id) throws InterruptedException {
        try (RecordReader reader = store.read(ReadRequest.of(id).atMost(1))) {
            return reader.next(1, Long.MAX_VALUE).records().isEmpty();
        }
    }

    private void finish(Schema schema, SchemaEditing editing) throws InterruptedException {
        LOG.info("{} was left without its key by whoever made it, and is given it now", schema.id());
        try {
            for (SchemaStep step : editing.steps(List.of(schema))) {
                if (step.phase() != SchemaStep.Phase.CREATE) {
                    editing.apply(step);
                }
            }
        } catch (StoreException e) {
            // Another process may have finished it in the meantime.
            if (!store.describe(schema.id()).key().equals(schema.key())) {
                throw e;
            }
        }
    }

    private static void check(Schema wanted, Schema declared) {
        for (Field field : wanted.fields()) {
            if (declared.field(field.name()).isEmpty()) {
                throw unsuitable(
                        declared.id(), "it has no field \"" + field.name() + "\"; add it or use another store");
            }
        }
        if (!declared.key().equals(wanted.key())) {
            throw unsuitable(
                    declared.id(),
                    "its key is " + declared.key() + " and not " + wanted.key() + "; rename it or use another store");
        }
    }

    private static StoreException unsuitable(DatasetId id, String reason) {
        return new StoreException(
                ServiceError.COLLECTION_UNSUITABLE, "The collection \"" + id + "\" cannot be used: " + reason);
    }
}
