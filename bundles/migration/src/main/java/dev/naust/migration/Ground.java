package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Footing;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What two stores say, before anything moves, against reading the one and writing to the other. For one plan and one thread. */
final class Ground {
    private final StoreLease source;
    private final StoreLease target;
    private final List<String> warnings = new ArrayList<>();

    Ground(StoreLease source, StoreLease target) {
        this.source = source;
        this.target = target;
    }

    /** What is no reason to stop. */
    List<String> warnings() {
        return warnings;
    }

    List<String> againstReading(List<Dataset> collections) throws InterruptedException {
        Optional<Footing> footing = source.store().footing();
        if (footing.isEmpty()) {
            return List.of();
        }
        return named(
                source.name(),
                footing.get()
                        .againstReading(collections.stream().map(Dataset::id).toList()));
    }

    List<String> againstWriting(List<CollectionPlan> collections) throws InterruptedException {
        Optional<Footing> footing = target.store().footing();
        if (footing.isEmpty() || collections.isEmpty()) {
            return List.of();
        }
        List<DatasetId> there = collections.stream()
                .filter(each -> each.there().isPresent())
                .map(CollectionPlan::target)
                .toList();
        List<String> against = new ArrayList<>(
                named(target.name(), footing.get().againstWriting(there, there.size() < collections.size())));
        against.addAll(room(
                footing.get(),
                collections.stream().mapToLong(CollectionPlan::bytes).sum()));
        return against;
    }

    /** Records take more or less room than in memory; what is surely too little stops, what may be warns. */
    private List<String> room(Footing footing, long needed) throws InterruptedException {
        OptionalLong room;
        try {
            room = footing.room();
        } catch (StoreException e) {
            warnings.add(target.name() + " does not say how much room it has: " + e.getMessage());
            return List.of();
        }
        if (room.isEmpty() || room.getAsLong() / 2 >= needed) {
            return List.of();
        }
        String sentence = target.name() + " has room for " + megabytes(room.getAsLong()) + ", and about "
                + megabytes(needed) + " are to come: make room, choose fewer collections, or another target";
        if (room.getAsLong() >= needed) {
            warnings.add(sentence);
            return List.of();
        }
        return List.of(sentence);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static List<String> named(String store, List<String> reasons) {
        return reasons.stream().map(reason -> store + ": " + reason).toList();
    }
}
