package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.RepairReport;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.json.JsonValues;
import dev.naust.migration.BusyTargets;
import dev.naust.migration.MigrationService;
import dev.naust.migration.Surroundings;
import dev.naust.migration.compare.ComparisonService;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.UnwatchedRun;
import dev.naust.transfer.BoundedPump;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A migration from one store to another, by the service that operators use. */
final class MatrixRun {
    private static final Options LEAVING_OUT = new Options(Conflict.FAIL, 500, true, true, 1);

    private final Migrations migrations;
    private final Comparisons comparisons;
    private @Nullable MigrationPlan planned;

    MatrixRun(Store source, Store target) {
        StoreRegistry registry = DockedStores.between(source, target);
        this.migrations = new MigrationService(registry, new BoundedPump(), new BusyTargets(), new Surroundings());
        this.comparisons = new ComparisonService(registry, new BoundedPump());
    }

    private static MigrationRequest request(List<String> collections) {
        return request(collections, LEAVING_OUT);
    }

    private static MigrationRequest request(List<String> collections, Options options) {
        return new MigrationRequest(
                new Endpoint.StoreId("source"), new Endpoint.StoreId("target"), collections, options);
    }

    /** The collections that the target cannot take at all, each named by the plan. */
    List<String> blocked(List<String> collections) throws InterruptedException {
        MigrationPlan all = migrations.plan(request(collections));
        List<String> blocked = new ArrayList<>();
        for (String name : collections) {
            if (all.blockers().stream().anyMatch(line -> line.contains(name))) {
                blocked.add(name);
            }
        }
        assertThat(all.canProceed()).as("%s", all.blockers()).isEqualTo(blocked.isEmpty());
        return blocked;
    }

    /** What such a migration would do. */
    MigrationPlan planned(List<String> collections) throws InterruptedException {
        return migrations.plan(request(collections));
    }

    MigrationReport migrate(List<String> collections) throws InterruptedException {
        return migrations.run(request(collections), plan -> planned = plan, new UnwatchedRun());
    }

    /** Migrates into collections that hold records already. */
    MigrationReport migrate(List<String> collections, Conflict conflict) throws InterruptedException {
        return migrate(collections, new Options(conflict, 500, true, true, 1));
    }

    MigrationReport migrate(List<String> collections, Options options) throws InterruptedException {
        return migrations.run(request(collections, options), plan -> planned = plan, new UnwatchedRun());
    }

    /** Migrates collections that are changed on their way, written as in a request. */
    MigrationReport reshape(String collections) throws InterruptedException {
        MigrationRequest request = MigrationRequestForm.read(new JsonValues()
                .readObject(
                        "{\"source\": \"source\", \"target\": \"target\", \"collections\": [" + collections + "]}"));
        return migrations.run(request, plan -> planned = plan, new UnwatchedRun());
    }

    /** Compares what was moved, from either side. */
    ComparisonReport compare(String from, String to, List<String> collections) throws InterruptedException {
        return comparisons.compare(
                ComparisonRequest.of(new Endpoint.StoreId(from), new Endpoint.StoreId(to), collections),
                new UnwatchedRun());
    }

    /** Puts the target right. */
    RepairReport repair(ComparisonReport seen, List<String> collections) throws InterruptedException {
        return comparisons.repair(
                ComparisonRequest.of(new Endpoint.StoreId("source"), new Endpoint.StoreId("target"), collections),
                new RepairRequest(RepairRequest.Side.TARGET, true, false),
                seen,
                new UnwatchedRun());
    }

    /** The plan of the migration that was run. */
    MigrationPlan plan() {
        return java.util.Objects.requireNonNull(planned);
    }
}
