package dev.naust.migration.primary;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who serves the collections of one migration.
 *
 * @param run the migration
 * @param source the store whose collections they are
 * @param target the store that they were copied to
 * @param collections what they are called in the target, by their names in the source
 * @param since since when it has been so
 * @param hold another one each time that writes are held, so that nobody ends another's hold
 */
record Standing(
        String run,
        String source,
        String target,
        Map<DatasetId, DatasetId> collections,
        State state,
        Instant since,
        String hold) {

    /** Who serves, and whether writes wait. */
    enum State {
        /** The source serves. */
        SOURCE,
        /** The source serves, and writes wait for the target to take over. */
        SOURCE_HELD,
        /** The target serves. */
        TARGET,
        /** The target serves, and writes wait for the source to take over. */
        TARGET_HELD;

        boolean isHeld() {
            return this == SOURCE_HELD || this == TARGET_HELD;
        }

        boolean isTarget() {
            return this == TARGET || this == TARGET_HELD;
        }

        State released() {
            return isTarget() ? TARGET : SOURCE;
        }
    }

    Standing {
        collections = Map.copyOf(collections);
    }

    Standing in(State next, Instant from, String token) {
        return new Standing(run, source, target, collections, next, from, token);
    }

    /** Whether an operation on a collection of a store is about this. */
    boolean concerns(String store, DatasetId collection) {
        return store.equals(source) && collections.containsKey(collection)
                || store.equals(target) && collections.containsValue(collection);
    }

    /** Whether it is about any collection of a store. */
    boolean concerns(String store) {
        return store.equals(source) || store.equals(target);
    }

    Document toDocument() {
        List<Value> moved = new ArrayList<>();
        collections.forEach(
                (from, to) -> moved.add(Document.of(Map.of("source", path(from.path()), "target", path(to.path())))));
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("source", Value.text(source));
        fields.put("target", Value.text(target));
        fields.put("collections", new Value.Array(moved));
        fields.put("state", Value.text(state.name()));
        fields.put("since", Value.text(since.toString()));
        fields.put("hold", Value.text(hold));
        return Document.of(fields);
    }

    private static Value path(List<String> names) {
        return new Value.Array(
                names.stream().map(name -> (Value) Value.text(name)).toList());
    }

    static Standing of(String run, Document kept) {
        Map<DatasetId, DatasetId> moved = new LinkedHashMap<>();
        for (Value each : ((Value.Array) kept.get("collections").orElseThrow()).items()) {
            moved.put(id((Document) each, "source"), id((Document) each, "target"));
        }
        return new Standing(
                run,
                text(kept, "source"),
                text(kept, "target"),
                moved,
                State.valueOf(text(kept, "state")),
                Instant.parse(text(kept, "since")),
                text(kept, "hold"));
    }

    private static DatasetId id(Document each, String name) {
        return new DatasetId(((Value.Array) each.get(name).orElseThrow())
                .items().stream().map(part -> ((Text) part).string()).toList());
    }

    private static String text(Document kept, String name) {
        return ((Text) kept.get(name).orElseThrow()).string();
    }
}
