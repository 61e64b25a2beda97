package dev.naust.migration.shape;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationRequest.Flatten;
import dev.naust.api.service.MigrationRequest.Nest;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A source in the shapes that a request chose, and what became of its collections. */
public final class Shapes {
    private final Map<DatasetId, Set<DatasetId>> made = new HashMap<>();
    private final Map<DatasetId, DatasetId> gone = new HashMap<>();
    private Store store;

    private Shapes(Store store) {
        this.store = store;
    }

    /**
     * Applies the choices: what goes into others first, from the inside out, then what is taken apart, from the outside in.
     *
     * @param reshapes by the names of collections, those that a choice makes included
     * @throws StoreException when a choice cannot be made, in plain words
     */
    public static Shapes of(Store store, Map<String, Reshape> reshapes) {
        Shapes shapes = new Shapes(store);
        shapes.nest(reshapes);
        shapes.flatten(reshapes);
        return shapes;
    }

    /** The source in these shapes, for reading; the source itself where nothing was chosen. */
    public Store store() {
        return store;
    }

    /** The collections that were made of parts of one, and of parts of these. */
    public Set<DatasetId> madeOf(DatasetId id) {
        Set<DatasetId> all = new LinkedHashSet<>();
        for (DatasetId each : made.getOrDefault(id, Set.of())) {
            all.add(each);
            all.addAll(madeOf(each));
        }
        return all;
    }

    /** The collection that one went into; empty where it is one of its own. */
    public Optional<DatasetId> into(String name) {
        return gone.entrySet().stream()
                .filter(each -> isNamed(each.getKey(), name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private record Choice<T>(String collection, T what) {}

    private void nest(Map<String, Reshape> reshapes) {
        List<Choice<Nest>> open = new ArrayList<>();
        reshapes.forEach((name, reshape) -> reshape.nest().forEach(each -> open.add(new Choice<>(name, each))));
        Set<DatasetId> taken = new HashSet<>();
        while (!open.isEmpty()) {
            // What has something going into it itself waits until that is done.
            Choice<Nest> next = open.stream()
                    .filter(each -> open.stream()
                            .noneMatch(other ->
                                    id(other.collection()).equals(id(each.what().collection()))))
                    .findFirst()
                    .orElseThrow(() -> Refusal.of("Collections cannot go into each other in a circle: "
                            + String.join(
                                    ", ",
                                    open.stream()
                                            .map(each -> each.what().collection() + " into " + each.collection())
                                            .toList())
                            + ". Leave one of them out of nest"));
            open.remove(next);
            DatasetId outer = id(next.collection());
            DatasetId inner = id(next.what().collection());
            if (!taken.add(inner)) {
                throw Refusal.of(
                        inner + " is to go into " + outer + " and into " + gone.get(inner) + ": choose one of them");
            }
            gone.put(inner, outer);
            store = new NestedStore(store, outer, inner, next.what());
        }
    }

    private void flatten(Map<String, Reshape> reshapes) {
        List<Choice<Flatten>> open = new ArrayList<>();
        reshapes.forEach((name, reshape) -> reshape.flatten().forEach(each -> open.add(new Choice<>(name, each))));
        while (!open.isEmpty()) {
            Choice<Flatten> next = open.stream()
                    .filter(each -> find(each.collection()).isPresent())
                    .findFirst()
                    .orElse(open.get(0));
            open.remove(next);
            Flattening flattening = new Flattening(id(next.collection()), next.what());
            if (find(flattening.child().toString()).isPresent()) {
                throw Refusal.of(flattening.parent() + " cannot be flattened by " + flattening.field()
                        + " into " + flattening.child()
                        + ": the source has a collection of that name. Choose another with \"to\"");
            }
            made.computeIfAbsent(flattening.parent(), id -> new LinkedHashSet<>())
                    .add(flattening.child());
            store = new FlattenedStore(store, flattening);
        }
    }

    private DatasetId id(String name) {
        return find(name)
                .or(() -> gone.keySet().stream()
                        .filter(each -> isNamed(each, name))
                        .findFirst())
                .orElseThrow(() -> new StoreException(
                        ServiceError.COLLECTION_NOT_FOUND,
                        "There is no collection \"" + name + "\" to change. There are: "
                                + String.join(
                                        ", ",
                                        store.datasets().stream()
                                                .limit(20)
                                                .map(each -> each.id().toString())
                                                .toList())));
    }

    private Optional<DatasetId> find(String name) {
        List<Dataset> all = store.datasets();
        return all.stream()
                .map(Dataset::id)
                .filter(id -> id.toString().equals(name))
                .findFirst()
                .or(() -> all.stream()
                        .map(Dataset::id)
                        .filter(id -> isNamed(id, name))
                        .findFirst());
    }

    private static boolean isNamed(DatasetId id, String name) {
        return id.toString().equals(name) || id.name().equals(name);
    }
}
