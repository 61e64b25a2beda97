package dev.naust.migration.compare;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Store;
import java.util.Optional;

/**
 * What tells, without reading the records, that a side may have changed: its store's mark, or where it has none, how many
 * records the store says there are.
 */
record Mark(String source, String target) {

    static Mark of(Couple couple) throws InterruptedException {
        return new Mark(of(couple.source()), of(couple.target()));
    }

    private static String of(Side side) throws InterruptedException {
        Store store = side.store();
        Optional<String> mark = store.changeMark();
        return mark.isPresent() ? mark.get() : count(store, side.declared().id());
    }

    private static String count(Store store, DatasetId id) {
        return store.datasets().stream()
                .filter(each -> each.id().equals(id))
                .map(each -> each.estimatedRecords().toString())
                .findFirst()
                .orElse("gone");
    }
}
