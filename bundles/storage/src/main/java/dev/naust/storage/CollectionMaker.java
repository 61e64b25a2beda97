package dev.naust.storage;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
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
        return declared;
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
