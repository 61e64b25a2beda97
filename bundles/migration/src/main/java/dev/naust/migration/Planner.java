package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Profile;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Works out what a migration would do: looks at every record of the source, writes nothing anywhere. */
final class Planner {
    private static final Duration CHECK = Duration.ofSeconds(15);

    private final StoreLease source;
    private final StoreLease target;
    private final MigrationRequest request;
    private final List<String> notCarried = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> blockers = new ArrayList<>();

    Planner(StoreLease source, StoreLease target, MigrationRequest request) {
        this.source = source;
        this.target = target;
        this.request = request;
    }

    MigrationPlan plan() throws InterruptedException {
        source.store().check(CHECK);
        List<Dataset> chosen = choose(source.store().datasets());
        Optional<SchemaEditing> editing = target.store().schemaEditing();
        if (editing.isEmpty()) {
            blockers.add("Nothing can be made in " + target.name() + ": its provider " + target.type()
                    + " cannot make collections");
            return result(List.of(), List.of());
        }
        List<Dataset> moving = withoutConflicts(chosen, editing.get());
        List<Profile> profiles = Profiles.of(source.store(), moving);
        TargetDesign design = new TargetDesign(editing.get(), target.store().types(), names(editing.get()));
        List<CollectionPlan> collections = References.inOrder(design.design(profiles));
        notCarried.addAll(design.notCarried());
        warnings.addAll(design.warnings());
        blockers.addAll(design.blockers());
        List<SchemaStep> steps = blockers.isEmpty()
                ? editing.get()
                        .steps(collections.stream().map(CollectionPlan::writeAs).toList())
                : List.of();
        return result(collections, steps);
    }

    private MigrationPlan result(List<CollectionPlan> collections, List<SchemaStep> steps) {
        return new MigrationPlan(source.name(), target.name(), collections, steps, notCarried, warnings, blockers);
    }

    private List<Dataset> choose(List<Dataset> all) {
        if (source.name().equals(target.name())) {
            blockers.add("Source and target are the same store, " + source.name() + ": choose another target");
        }
        List<Dataset> chosen = request.collections().isEmpty()
                ? all
                : request.collections().stream()
                        .map(name -> named(name, all))
                        .distinct()
                        .toList();
        for (Dataset view : chosen) {
            if (view.shape() == Shape.VIEW) {
                notCarried.add("View " + view.id() + ": a view is a stored query of one technology; make it anew in the"
                        + " target");
            }
        }
        List<Dataset> moving =
                chosen.stream().filter(dataset -> dataset.shape() != Shape.VIEW).toList();
        if (moving.isEmpty()) {
            blockers.add("There is nothing to move: " + source.name() + " has no collections"
                    + (request.collections().isEmpty() ? ". Check that it is the right place" : " among the chosen"));
        }
        return moving;
    }

    private Dataset named(String name, List<Dataset> all) {
        return all.stream()
                .filter(dataset -> dataset.id().toString().equals(name))
                .findFirst()
                .or(() -> all.stream()
                        .filter(dataset -> dataset.id().name().equals(name))
                        .findFirst())
                .orElseThrow(() -> new StoreException(
                        ServiceError.COLLECTION_NOT_FOUND,
                        source.name() + " has no collection \"" + name + "\". It has: "
                                + String.join(
                                        ", ",
                                        all.stream()
                                                .limit(20)
                                                .map(d -> d.id().toString())
                                                .toList())));
    }

    /** Leaves out what the target has already, or blocks, as the request says. */
    private List<Dataset> withoutConflicts(List<Dataset> chosen, SchemaEditing editing) {
        List<Dataset> moving = new ArrayList<>();
        List<Dataset> there = target.store().datasets();
        for (Dataset dataset : chosen) {
            DatasetId place = fitted(editing, dataset.id());
            Optional<Dataset> same = there.stream()
                    .filter(other -> same(editing, other.id(), place))
                    .findFirst();
            if (same.isEmpty()) {
                moving.add(dataset);
            } else if (request.options().conflict() == Conflict.SKIP) {
                warnings.add("Collection " + dataset.id() + " is skipped: " + target.name() + " has "
                        + same.get().id() + " already");
            } else {
                blockers.add(target.name() + " has a collection " + same.get().id() + " already"
                        + describe(same.get().estimatedRecords())
                        + ". Nothing is ever overwritten: choose an empty target, remove or rename that collection, or"
                        + " leave it out (conflict SKIP)");
            }
        }
        if (moving.isEmpty() && !chosen.isEmpty() && blockers.isEmpty()) {
            blockers.add("There is nothing to move: " + target.name() + " has every chosen collection already");
        }
        return moving;
    }

    private static String describe(OptionalLong records) {
        return records.isEmpty() ? "" : " (about " + records.getAsLong() + " records)";
    }

    private static DatasetId fitted(SchemaEditing editing, DatasetId id) {
        return new DatasetId(editing.place(id).path().stream().map(editing::fit).toList());
    }

    private static boolean same(SchemaEditing editing, DatasetId a, DatasetId b) {
        if (a.path().size() != b.path().size()) {
            return false;
        }
        for (int i = 0; i < a.path().size(); i++) {
            if (!editing.sameName(a.path().get(i), b.path().get(i))) {
                return false;
            }
        }
        return true;
    }

    private Names names(SchemaEditing editing) {
        Names names = new Names(editing);
        Store store = target.store();
        for (Dataset there : store.datasets()) {
            names.reserve(there.id().name());
        }
        return names;
    }
}
