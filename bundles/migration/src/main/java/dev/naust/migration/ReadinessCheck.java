package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReadiness;
import dev.naust.api.service.MigrationReadiness.Check;
import dev.naust.api.service.MigrationReadiness.CollectionSync;
import dev.naust.api.service.MigrationReadiness.Outcome;
import dev.naust.api.service.MigrationReadiness.Statistics;
import dev.naust.api.service.MigrationReadiness.Sync;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Footing;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Looks at everything that could keep a migration from starting, and counts both sides. For one look and one thread. */
final class ReadinessCheck {
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration COUNTING = Duration.ofSeconds(20);
    private static final int LOOKED_AT = 1_000;

    private final StoreRegistry stores;
    private final Optional<Runs> runs;
    private final MigrationRequest request;
    private final Planning planning;
    private final List<Check> checks = new ArrayList<>();
    private final long end = System.nanoTime() + COUNTING.toNanos();

    /** Plans a migration. */
    interface Planning {
        MigrationPlan plan(MigrationRequest request) throws InterruptedException;
    }

    ReadinessCheck(StoreRegistry stores, Optional<Runs> runs, MigrationRequest request, Planning planning) {
        this.stores = stores;
        this.runs = runs;
        this.request = request;
        this.planning = planning;
    }

    MigrationReadiness look() throws InterruptedException {
        Optional<Statistics> source = statistics("source", request.source());
        Optional<Statistics> target = statistics("target", request.target());
        runs.ifPresent(log -> note(
                "target is free",
                BusyTargets.isBusy(log, request.target().toString())
                        ? List.of(BusyTargets.busy(request.target().toString()).getMessage())
                        : List.of()));
        Optional<MigrationPlan> plan = source.isPresent() && target.isPresent() ? plan() : Optional.empty();
        return new MigrationReadiness(
                checks,
                source,
                target,
                plan.isPresent() ? sync(plan.get()) : List.of(),
                last(ServerMigrations.KIND),
                last(Comparisons.COMPARISON),
                plan);
    }

    private void note(String name, List<String> findings) {
        checks.add(new Check(name, findings.isEmpty() ? Outcome.PASSED : Outcome.FAILED, findings));
    }

    private Optional<Statistics> statistics(String name, Endpoint endpoint) throws InterruptedException {
        try (StoreLease lease = Leases.borrow(stores, endpoint)) {
            long start = System.nanoTime();
            lease.store().check(ANSWER);
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            List<Dataset> held = held(lease.store());
            boolean known =
                    held.stream().allMatch(each -> each.estimatedRecords().isPresent());
            Optional<Footing> footing = lease.store().footing();
            note(name + " answers", List.of());
            return Optional.of(new Statistics(
                    lease.name(),
                    lease.type(),
                    held.size(),
                    known
                            ? OptionalLong.of(held.stream()
                                    .mapToLong(each -> each.estimatedRecords().getAsLong())
                                    .sum())
                            : OptionalLong.empty(),
                    took,
                    footing.isPresent() ? footing.get().room() : OptionalLong.empty()));
        } catch (StoreException e) {
            note(name + " answers", List.of(e.getMessage()));
            return Optional.empty();
        }
    }

    private static List<Dataset> held(Store store) {
        return store.datasets().stream()
                .filter(each -> each.shape() != Shape.VIEW && !OwnCollections.isOne(each.id()))
                .toList();
    }

    private Optional<MigrationPlan> plan() throws InterruptedException {
        try {
            MigrationPlan plan = planning.plan(request);
            note("plan", plan.blockers());
            if (!plan.warnings().isEmpty()) {
                checks.add(new Check("warnings", Outcome.WARNED, plan.warnings()));
            }
            return Optional.of(plan);
        } catch (StoreException e) {
            note("plan", List.of(e.getMessage()));
            return Optional.empty();
        }
    }

    private List<CollectionSync> sync(MigrationPlan plan) throws InterruptedException {
        try (StoreLease source = Leases.borrow(stores, request.source());
                StoreLease target = Leases.borrow(stores, request.target())) {
            List<Dataset> there = held(target.store());
            List<CollectionSync> sync = new ArrayList<>();
            for (Dataset each : held(source.store())) {
                String name = each.id().toString();
                if (request.collections().isEmpty()
                        || request.collections().contains(name)
                        || request.collections().contains(each.id().name())) {
                    Optional<Dataset> other = other(each, there, target.store());
                    OptionalLong here = planned(plan, each.id()).isPresent()
                            ? planned(plan, each.id())
                            : count(source.store(), each);
                    OptionalLong count = other.isPresent() ? count(target.store(), other.get()) : OptionalLong.empty();
                    sync.add(new CollectionSync(
                            name,
                            other.map(found -> found.id().toString()),
                            here,
                            count,
                            other.isEmpty() ? Sync.MISSING : state(here, count)));
                }
            }
            return sync;
        }
    }

    /** The target's collection for one of the source's: of the name that a run would give it, or of the same last name. */
    private Optional<Dataset> other(Dataset each, List<Dataset> there, Store target) {
        Optional<SchemaEditing> editing = target.schemaEditing();
        DatasetId place = editing.map(edits -> edits.place(each.id())).orElse(each.id());
        Reshape reshape = request.reshapes()
                .getOrDefault(
                        each.id().toString(),
                        request.reshapes().getOrDefault(each.id().name(), Reshape.none()));
        String name = reshape.to().orElse(place.name());
        return there.stream()
                .filter(found -> reshape.to().isEmpty() && found.id().equals(place))
                .findFirst()
                .or(() -> there.stream()
                        .filter(found -> editing.map(
                                        edits -> edits.sameName(found.id().name(), name))
                                .orElse(found.id().name().equals(name)))
                        .findFirst());
    }

    private static OptionalLong planned(MigrationPlan plan, DatasetId id) {
        return plan.collections().stream()
                .filter(each -> each.source().equals(id))
                .mapToLong(CollectionPlan::records)
                .findFirst();
    }

    private OptionalLong count(Store store, Dataset each) throws InterruptedException {
        if (System.nanoTime() > end) {
            return each.estimatedRecords();
        }
        return OptionalLong.of(store.count(ReadRequest.of(each.id())));
    }

    private static Sync state(OptionalLong here, OptionalLong there) {
        if (here.isEmpty() || there.isEmpty()) {
            return Sync.UNKNOWN;
        }
        int order = Long.compare(there.getAsLong(), here.getAsLong());
        return order == 0 ? Sync.SAME_COUNT : order < 0 ? Sync.BEHIND : Sync.AHEAD;
    }

    /** When a run of this kind between the two stores ended well last. */
    private Optional<Instant> last(String kind) {
        return runs.stream()
                .flatMap(log -> log.list(Optional.of(kind), Optional.empty(), LOOKED_AT).stream())
                .filter(run -> run.state() == Run.State.SUCCEEDED)
                .filter(run -> names(run, "source", request.source()) && names(run, "target", request.target()))
                .findFirst()
                .flatMap(Run::finishedAt);
    }

    private static boolean names(Run run, String parameter, Endpoint endpoint) {
        return run.parameters()
                .get(parameter)
                .filter(Text.class::isInstance)
                .filter(value -> ((Text) value).string().equals(endpoint.toString()))
                .isPresent();
    }
}
