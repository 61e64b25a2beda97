package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Notices when the source's declarations are no longer those that the plan was made from: a column that came later would be
 * left out in silence. Safe for use by several threads.
 */
final class SourceGuard {
    private final Store source;
    private final List<CollectionPlan> collections;
    private final Map<String, List<String>> declared;

    /** @param declared for each of the source's collections its fields in words, as {@link #declarations} tells them */
    SourceGuard(Store source, List<CollectionPlan> collections, Map<String, List<String>> declared) {
        this.source = source;
        this.collections = List.copyOf(collections);
        this.declared = Map.copyOf(declared);
    }

    /** What the source declares now. */
    static Map<String, List<String>> declarations(Store source, List<CollectionPlan> collections) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (CollectionPlan each : collections) {
            // Anything but a table declares nothing: what it is described by is a sample of its records.
            if (each.readAs().shape() == Shape.TABLE) {
                all.put(each.source().toString(), fields(source, each.source()));
            }
        }
        return all;
    }

    private static List<String> fields(Store source, DatasetId id) {
        Schema schema = source.describe(id);
        List<String> words = new ArrayList<>();
        for (Field field : schema.fields()) {
            String type = field.type().nativeType().isEmpty()
                    ? field.type().describe()
                    : field.type().nativeType();
            words.add(field.name() + " " + type);
        }
        words.add("key (" + String.join(", ", schema.key()) + ")");
        return words;
    }

    /** Compares all collections with what they were, as {@link #check} does. */
    void checkAll() {
        collections.forEach(this::check);
    }

    /**
     * Compares one collection with what it was.
     *
     * @throws StoreException with {@code source.changed} and the difference
     */
    void check(CollectionPlan each) {
        List<String> before = declared.get(each.source().toString());
        if (before == null) {
            return;
        }
        List<String> now = fields(source, each.source());
        if (!now.equals(before)) {
            List<String> came = new ArrayList<>(now);
            came.removeAll(before);
            List<String> went = new ArrayList<>(before);
            went.removeAll(now);
            String difference = (went.isEmpty() ? "" : "it had " + String.join(", ", went))
                    + (went.isEmpty() || came.isEmpty() ? "" : " and ")
                    + (came.isEmpty() ? "" : "it now has " + String.join(", ", came));
            throw new StoreException(
                    ServiceError.SOURCE_CHANGED,
                    "The source's " + each.source() + " was changed after this was planned: "
                            + (difference.isEmpty() ? "its fields have another order" : difference)
                            + ". Change it back and resume the run, or roll the run back and start a new one");
        }
    }
}
