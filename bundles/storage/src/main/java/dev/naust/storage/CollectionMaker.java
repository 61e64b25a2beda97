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
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes an application's collection where it is not there yet. */
final class CollectionMaker {
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
        Schema declared = store.describe(found.orElse(place));
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
        if (found.isEmpty()) {
            boolean open = editing.shapes().contains(Shape.COLLECTION);
            make(fitted(open ? DocumentTables.open(id) : DocumentTables.table(id), place), editing);
            found = existing(place, editing);
        }
        return store.describe(found.orElse(place));
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
