package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Look;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.Pump;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Profile;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.chunk.ChunkedCopy;
import dev.naust.migration.shape.Shapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Works out what a migration would do: looks at every record of the source, writes nothing anywhere. */
final class Planner {
    private static final Duration CHECK = Duration.ofSeconds(15);

    private final StoreLease source;
    private final Store raw;
    private final Optional<Shapes> shapes;
    private final StoreLease target;
    private final MigrationRequest request;
    private final Pump pump;
    private final Surroundings around;
    private boolean expecting;
    private boolean beginning;
    private Set<DatasetId> expected = Set.of();
    private Wishes wishes = Wishes.none();
    private Optional<Duration> estimate = Optional.empty();
    private final List<String> notCarried = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> blockers = new ArrayList<>();

    Planner(StoreLease source, StoreLease target, MigrationRequest request, Pump pump, Surroundings around) {
        this.pump = pump;
        this.around = around;
        this.raw = source.store();
        Optional<SeenSource> seen = seen(source, request);
        this.source = seen.<StoreLease>map(each -> each).orElse(source);
        this.shapes = seen.map(SeenSource::shapes);
        this.target = target;
        this.request = request;
    }

    /** The source as it is wanted; empty, with a blocker, where it cannot be seen so. */
    private Optional<SeenSource> seen(StoreLease lease, MigrationRequest wanted) {
        try {
            return Optional.of(SeenSource.of(lease, wanted, around.hashKey()));
        } catch (StoreException e) {
            block(e);
            return Optional.empty();
        }
    }

    /** Takes what stands against a migration for a blocker, and hands on everything else. */
    private void block(StoreException e) {
        if (e.code() != ServiceError.MIGRATION_BLOCKED) {
            throw e;
        }
        blockers.add(e.getMessage());
    }

    /**
     * From now on large collections are taken for what they declare where a few of their records are so. That is for a run that
     * begins at once, holds its readers to it, and can begin anew.
     */
    Planner expecting() {
        expecting = request.reshapes().isEmpty() && request.options().lossy() != Lossy.AS_TEXT;
        return this;
    }

    /** From now on no more records are looked into than a run that begins at once has time for. */
    Planner beginning() {
        beginning = true;
        return this;
    }

    /** The collections whose plan is made from what is expected of them. */
    Set<DatasetId> expected() {
        return expected;
    }

    /** The source as the plan sees it, for the run to read. */
    Store source() {
        return source.store();
    }

    MigrationPlan plan() throws InterruptedException {
        source.store().check(CHECK);
        if (shapes.isEmpty()) {
            return result(List.of(), List.of());
        }
        List<Dataset> all = source.store().datasets();
        List<String> unreadable = all.isEmpty() ? new Ground(source, target).againstReading(all) : List.of();
        if (!unreadable.isEmpty()) {
            blockers.addAll(unreadable);
            return result(List.of(), List.of());
        }
        Chosen choice = new Chosen(request, source, shapes.get(), target);
        List<Dataset> chosen = choice.among(all);
        notCarried.addAll(choice.notCarried());
        blockers.addAll(choice.blockers());
        try (Profiles profiles = new Profiles(source.store(), expecting)) {
            if (!request.options().skipExisting()) {
                // The source is looked through while the target is opened and asked.
                profiles.begin(chosen);
            }
            return plan(choice, chosen, profiles);
        }
    }

    private MigrationPlan plan(Chosen choice, List<Dataset> chosen, Profiles looks) throws InterruptedException {
        if (source.name().equals(target.name())) {
            blockers.add("Source and target are the same store, " + source.name() + ": choose another target");
        }
        Optional<SchemaEditing> editing = target.store().schemaEditing();
        if (editing.isEmpty()) {
            blockers.add("Nothing can be made in " + target.name() + ": its provider " + target.type()
                    + " cannot make collections");
            return result(List.of(), List.of());
        }
        wishes = new Wishes(choice.reshapes(chosen), request.options().lossy(), Map.of());
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
        List<Profile> profiles;
        try {
            profiles = looks.of(moving, encounters.there().keySet());
            expected = Set.copyOf(looks.expected());
            if (!looks.refused().isEmpty()) {
                // A store that was closed meanwhile refuses each collection, and none of them is why.
                source.store().check(CHECK);
                blockers.addAll(looks.refused());
            }
        } catch (StoreException e) {
            block(e);
            return result(List.of(), List.of());
        }
        Sketch sketch = sketch(editing.get(), profiles, encounters.there());
        Map<DatasetId, Map<String, String>> misfits = sketch.misfits();
        if (request.options().lossy() == Lossy.AS_TEXT && !misfits.isEmpty()) {
            wishes = wishes.asText(misfits);
            sketch = sketch(editing.get(), profiles, encounters.there());
        }
        notCarried.addAll(sketch.design().notCarried());
        warnings.addAll(sketch.design().warnings());
        blockers.addAll(sketch.design().blockers());
        List<CollectionPlan> looked = sketch.collections();
        List<SchemaStep> steps = blockers.isEmpty()
                ? editing.get()
                        .steps(looked.stream()
                                .filter(each -> each.there().isEmpty())
                                .map(CollectionPlan::writeAs)
                                .toList())
                : List.of();
        blockers.addAll(ground.againstWriting(looked));
        if (request.options().follow()) {
            planFollowing(looked);
        }
        if (request.options().looks().contains(Look.DURING)) {
            planLooking(looked);
        }
        Sealing sealing = around.sealing();
        blockers.addAll(sealing.blockers(request, looked));
        warnings.addAll(sealing.warnings(request, looked));
        warnings.addAll(ground.warnings());
        warnings.addAll(sketch.forecaster().warnings());
        estimate = Optional.of(
                sketch.forecaster().reading().multipliedBy(request.options().validate() ? 3 : 2));
        return result(looked, steps);
    }

    /** What the target would get, and what a look at the records says of it. */
    private record Sketch(List<CollectionPlan> collections, TargetDesign design, Forecaster forecaster) {

        /** The fields that could be text and are not, and of which the target refuses values: why, by collection and field. */
        Map<DatasetId, Map<String, String>> misfits() {
            Map<DatasetId, Map<String, String>> misfits = new HashMap<>();
            for (CollectionPlan each : collections) {
                for (FieldPlan field : each.fields()) {
                    field.forecast()
                            .filter(forecast -> forecast.rejected() && each.canBeText(field))
                            .ifPresent(forecast -> misfits.computeIfAbsent(each.source(), id -> new HashMap<>())
                                    .put(field.source(), forecast.example() + ": " + forecast.becomes()));
                }
            }
            return misfits;
        }
    }

    private Sketch sketch(SchemaEditing editing, List<Profile> profiles, Map<DatasetId, Schema> there)
            throws InterruptedException {
        TextRules texts = TextRules.of(source.store(), target.store(), profiles, there.keySet());
        TargetDesign design = new TargetDesign(editing, target.store().types(), names(editing), wishes, there, texts);
        List<CollectionPlan> collections = References.inOrder(design.design(profiles));
        boolean blocked = !blockers.isEmpty() || !design.blockers().isEmpty();
        Forecaster forecaster = forecaster();
        List<CollectionPlan> looked = new ArrayList<>();
        for (CollectionPlan each : collections) {
            CollectionPlan seen =
                    blocked ? forecaster.unheld(each) : forecaster.look(each, collections.size() - looked.size());
            looked.add(seen.inChunks(chunks(seen)));
        }
        return new Sketch(looked, design, forecaster);
    }

    /** What is to become text is decided by the values, so that more of them are looked at. */
    private Forecaster forecaster() {
        if (request.options().lossy() == Lossy.AS_TEXT) {
            return Forecaster.thorough(pump, source.store(), target.store());
        }
        if (expecting) {
            return Forecaster.glancing(pump, source.store(), target.store());
        }
        return beginning
                ? Forecaster.brief(pump, source.store(), target.store())
                : Forecaster.thorough(pump, source.store(), target.store());
    }

    private void planFollowing(List<CollectionPlan> collections) {
        blockers.addAll(Lanes.obstacles(request, raw, source.name(), collections, around.keepsLeftovers()));
        String noReturn = Lanes.noReturn(request, target.store(), target.name(), collections);
        if (!noReturn.isEmpty()) {
            warnings.add(noReturn);
        }
    }

    private void planLooking(List<CollectionPlan> collections) {
        if (!around.keepsLeftovers() || target.store().lookup().isEmpty()) {
            warnings.add(
                    "Records are looked up while they are copied only on a server, in a store that finds records by"
                            + " their keys: here nothing is compared before the end");
            return;
        }
        for (CollectionPlan each : collections) {
            if (each.there().orElse(each.writeAs()).key().isEmpty()) {
                warnings.add(
                        each.target() + " has no key, so that its records are not looked up while they are copied");
            }
        }
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
            names.reserve(there.id());
        }
        return names;
    }
}
