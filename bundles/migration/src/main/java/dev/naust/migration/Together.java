package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of a target's structure that are done in one transaction: with thousands of small collections most of the time would go
 * to making each change durable by itself.
 */
final class Together {
    private static final Logger LOG = LoggerFactory.getLogger(Together.class);

    /** A transaction holds a lock or more for each collection, of which a server has only so many. */
    private static final int MOST = 50;

    /** Where building an index or checking a reference takes a while, it is done, and its failure undone, by itself. */
    private static final long SMALL = 10_000;

    private Together() {}

    /** What is done in the transaction after the steps. */
    @FunctionalInterface
    interface Work {
        void in(Store bound) throws InterruptedException;
    }

    /** Steps in the same order, in groups that are to be done together. */
    static List<List<SchemaStep>> groups(MigrationPlan plan, List<SchemaStep> steps) {
        Set<DatasetId> small = new HashSet<>();
        plan.collections().stream().filter(Together::isSmall).forEach(each -> small.add(each.target()));
        List<List<SchemaStep>> groups = new ArrayList<>();
        List<SchemaStep> open = new ArrayList<>();
        for (SchemaStep step : steps) {
            boolean alone = !small.contains(step.schema().id());
            if (!open.isEmpty() && (alone || open.size() == MOST)) {
                groups.add(open);
                open = new ArrayList<>();
            }
            open.add(step);
            if (alone) {
                groups.add(open);
                open = new ArrayList<>();
            }
        }
        if (!open.isEmpty()) {
            groups.add(open);
        }
        return groups;
    }

    /** Whether what is done with a collection's records as a whole takes no time worth mentioning. */
    static boolean isSmall(CollectionPlan collection) {
        return collection.there().isEmpty() && collection.records() < SMALL;
    }

    /**
     * Does all of them, or none.
     *
     * @return false when they are to be done one by one: the target has no transactions for them, or one of them was refused
     * @throws StoreException when the target did not answer, so that nobody knows whether they were done
     */
    static boolean apply(Store target, List<SchemaStep> steps, Work work) throws InterruptedException {
        if (steps.size() < 2 || target.transactions().isEmpty()) {
            return false;
        }
        try {
            return target.transactions().get().inTransaction(bound -> {
                Optional<SchemaEditing> editing = bound.schemaEditing();
                if (editing.isEmpty()) {
                    return false;
                }
                for (SchemaStep step : steps) {
                    editing.get().apply(step);
                }
                work.in(bound);
                return true;
            });
        } catch (StoreException e) {
            if (e.category().isTransient()) {
                throw e;
            }
            LOG.debug("{} steps are done one by one", steps.size(), e);
            return false;
        }
    }
}
