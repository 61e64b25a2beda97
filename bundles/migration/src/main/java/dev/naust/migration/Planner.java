package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.Pump;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Profile;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.migration.chunk.ChunkedCopy;
import dev.naust.migration.chunk.OwnCollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Works out what a migration would do: looks at every record of the source, writes nothing anywhere. */
final class Planner {
    private static final Duration CHECK = Duration.ofSeconds(15);

    private final StoreLease source;
    private final StoreLease target;
    private final MigrationRequest request;
    private final Pump pump;
    private final Surroundings around;
    private Wishes wishes = Wishes.none();
    private Optional<Duration> estimate = Optional.empty();
    private final List<String> notCarried = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> blockers = new ArrayList<>();

    Planner(StoreLease source, StoreLease target, MigrationRequest request, Pump pump, Surroundings around) {
        this.pump = pump;
        this.around = around;
        this.source = SeenSource.of(source, request, around.hashKey());
        this.target = target;
        this.request = request;
    }

    /** The source as the plan sees it, for the run to read. */
    Store source() {
        return source.store();
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
        wishes = new Wishes(reshapes(chosen), request.options().lossy());
        Encounters encounters = new Encounters(target, editing.get(), request.options(), wishes);
        List<Dataset> moving = encounters.with(chosen);
        warnings.addAll(encounters.warnings());
        blockers.addAll(encounters.blockers());
        blockers.addAll(unmet());
        Ground ground = new Ground(source, target);
        List<String> unreadable = ground.againstReading(moving);
        if (!unreadable.isEmpty()) {
            blockers.addAll(unreadable);
            return result(List.of(), List.of());
        }
        List<Profile> profiles = Profiles.of(source.store(), moving);
        TargetDesign design = new TargetDesign(
                editing.get(), target.store().types(), names(editing.get()), wishes, encounters.there());
        List<CollectionPlan> collections = References.inOrder(design.design(profiles));
        notCarried.addAll(design.notCarried());
        warnings.addAll(design.warnings());
        blockers.addAll(design.blockers());
        List<SchemaStep> steps = blockers.isEmpty()
                ? editing.get()
                        .steps(collections.stream()
                                .filter(each -> each.there().isEmpty())
                                .map(CollectionPlan::writeAs)
                                .toList())
                : List.of();
        Forecaster forecaster = new Forecaster(pump, source.store());
        List<CollectionPlan> looked = new ArrayList<>();
        for (CollectionPlan each : collections) {
            CollectionPlan seen = blockers.isEmpty() ? forecaster.look(each) : forecaster.unheld(each);
            looked.add(seen.inChunks(chunks(seen)));
        }
        blockers.addAll(ground.againstWriting(looked));
        warnings.addAll(ground.warnings());
        warnings.addAll(forecaster.warnings());
        estimate =
                Optional.of(forecaster.reading().multipliedBy(request.options().validate() ? 3 : 2));
        return result(looked, steps);
    }

    /** A collection without a key has no places to go on from. */
    private long chunks(CollectionPlan each) {
        return each.readAs().key().isEmpty()
                ? 1
                : ChunkedCopy.chunks(
                        each.records(), each.bytes(), request.options().batchSize());
    }

    private MigrationPlan result(List<CollectionPlan> collections, List<SchemaStep> steps) {
        return new MigrationPlan(
                source.name(),
                target.name(),
                collections,
                steps,
                notCarried,
                warnings,
                blockers,
                Advice.of(request, collections),
                estimate);
    }

    private List<Dataset> choose(List<Dataset> all) {
        if (source.name().equals(target.name())) {
            blockers.add("Source and target are the same store, " + source.name() + ": choose another target");
        }
        List<Dataset> chosen = request.collections().isEmpty()
                ? all.stream().filter(each -> !OwnCollection.isOne(each.id())).toList()
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
        return SeenSource.named(name, all, source.name());
    }

    private Map<DatasetId, Reshape> reshapes(List<Dataset> chosen) {
        Map<DatasetId, Reshape> reshapes = new HashMap<>();
        request.reshapes()
                .forEach((name, reshape) -> reshapes.put(named(name, chosen).id(), reshape));
        return reshapes;
    }

    /** What the request asks for that this server cannot do as it is set up. */
    private List<String> unmet() {
        List<String> unmet = new ArrayList<>();
        boolean hashes = request.reshapes().values().stream()
                .flatMap(reshape -> reshape.fields().values().stream())
                .anyMatch(change -> change.transform().orElse(null) instanceof Transform.Hash);
        if (hashes && around.hashKey() == null) {
            unmet.add("Fields cannot be hashed without a key: set " + HashKey.VARIABLE + " to a secret of at least "
                    + HashKey.SHORTEST + " bytes in the server's environment");
        }
        if (request.options().conflict() == Conflict.INTERACTIVE && !around.keepsLeftovers()) {
            unmet.add("Conflicts can be decided one by one only with a server, which keeps them: choose SKIP, OVERWRITE"
                    + " or MERGE here");
        }
        if (request.options().backupFirst() && !around.backsUp(request.target())) {
            unmet.add("The target cannot be backed up first: that needs a server with backups, and a configured store."
                    + " Back it up yourself, and start without backupFirst");
        }
        return unmet;
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
