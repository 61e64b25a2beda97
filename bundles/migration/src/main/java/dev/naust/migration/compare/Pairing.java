package dev.naust.migration.compare;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which collection of the target goes with which of the source: the one that a migration would make of it. */
final class Pairing {
    private final StoreLease source;
    private final Store target;
    private final ComparisonRequest request;
    private final Set<DatasetId> taken = new HashSet<>();

    Pairing(StoreLease source, StoreLease target, ComparisonRequest request) {
        this.source = source;
        this.target = target.store();
        this.request = request;
    }

    /**
     * A collection of either store, or of both.
     *
     * @param records about how many records there are to read; negative when not known
     */
    record Pair(Optional<DatasetId> source, Optional<DatasetId> target, long records) {}

    /**
     * The pairs, those of the source first.
     *
     * @throws StoreException when a named collection is not in the source
     */
    List<Pair> pairs() {
        List<Dataset> here = held(source.store());
        List<Dataset> there = held(target);
        List<Dataset> chosen = request.collections().isEmpty()
                ? here
                : request.collections().stream()
                        .map(name -> named(name, here))
                        .distinct()
                        .toList();
        List<Pair> pairs = new ArrayList<>();
        for (Dataset each : chosen) {
            Optional<DatasetId> match = match(each.id(), there);
            match.ifPresent(taken::add);
            pairs.add(new Pair(Optional.of(each.id()), match, records(each, match, there)));
        }
        if (request.collections().isEmpty()) {
            there.stream()
                    .filter(each -> !taken.contains(each.id()))
                    .forEach(each -> pairs.add(new Pair(Optional.empty(), Optional.of(each.id()), 0)));
        }
        return pairs;
    }

    private static long records(Dataset here, Optional<DatasetId> match, List<Dataset> there) {
        long other = there.stream()
                .filter(each -> match.isPresent() && each.id().equals(match.get()))
                .mapToLong(each -> each.estimatedRecords().orElse(-1))
                .sum();
        long own = here.estimatedRecords().orElse(-1);
        return own < 0 || other < 0 ? -1 : own + other;
    }

    private static List<Dataset> held(Store store) {
        return store.datasets().stream()
                .filter(each -> each.shape() != Shape.VIEW && !OwnCollections.isOne(each.id()))
                .toList();
    }

    private Dataset named(String name, List<Dataset> all) {
        return find(name, all)
                .orElseThrow(() -> new StoreException(
                        ServiceError.COLLECTION_NOT_FOUND,
                        source.name() + " has no collection \"" + name + "\" to compare: look at its collections"));
    }

    private static Optional<Dataset> find(String name, List<Dataset> all) {
        return all.stream()
                .filter(each -> each.id().toString().equals(name))
                .findFirst()
                .or(() -> all.stream()
                        .filter(each -> each.id().name().equals(name))
                        .findFirst());
    }

    private Optional<DatasetId> match(DatasetId id, List<Dataset> there) {
        String renamed =
                request.renames().getOrDefault(id.toString(), request.renames().get(id.name()));
        if (renamed != null) {
            return find(renamed, there).map(Dataset::id);
        }
        return there.stream()
                .map(Dataset::id)
                .filter(each -> wouldBe(id, target, each) || wouldBe(each, source.store(), id))
                .findFirst()
                .or(() -> there.stream().map(Dataset::id).filter(id::equals).findFirst());
    }

    /** Whether a migration of a foreign collection into the store would make this one. */
    private static boolean wouldBe(DatasetId foreign, Store store, DatasetId id) {
        Optional<SchemaEditing> editing = store.schemaEditing();
        if (editing.isEmpty()) {
            return false;
        }
        List<String> place = editing.get().place(foreign).path().stream()
                .map(editing.get()::fit)
                .toList();
        return same(editing.get(), id.path(), place);
    }

    private static boolean same(SchemaEditing editing, List<String> a, List<String> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!editing.sameName(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
