package dev.naust.console.sample;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.service.MigrationPlan.Forecast;
import dev.naust.api.service.MigrationReadiness;
import dev.naust.api.service.MigrationReadiness.Check;
import dev.naust.api.service.MigrationReadiness.CollectionSync;
import dev.naust.api.service.MigrationReadiness.Outcome;
import dev.naust.api.service.MigrationReadiness.Statistics;
import dev.naust.api.service.MigrationReadiness.Sync;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.RollbackPlan;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Migrations that go as a test says. */
public final class SampleMigrations implements Migrations {
    private static final Instant START = Instant.parse("2026-11-21T16:05:00Z");

    private final List<String> blockers = new ArrayList<>();
    private final Map<String, MigrationReport> reports = new ConcurrentHashMap<>();
    private volatile @Nullable MigrationRequest asked;

    /** What was planned last. */
    public MigrationRequest asked() {
        return Objects.requireNonNull(asked);
    }

    /** From now on plans are blocked. */
    public void block(String reason) {
        blockers.add(reason);
    }

    /** The run with this id has ended like this. */
    public void end(String runId, MigrationReport as) {
        reports.put(runId, as);
    }

    @Override
    public MigrationPlan plan(MigrationRequest request) {
        asked = request;
        List<CollectionPlan> collections = List.of(
                collection("Album", 347, exact("AlbumId", "INTEGER"), exact("Title", "NVARCHAR(160)")),
                collection("Artist", 275, exact("ArtistId", "INTEGER"), exact("Name", "NVARCHAR(120)")),
                collection(
                        "Invoice",
                        412,
                        exact("InvoiceId", "INTEGER"),
                        new FieldPlan(
                                "InvoiceDate",
                                "DATETIME",
                                "InvoiceDate",
                                "timestamp",
                                Fidelity.WIDENED,
                                "Holds dates as text; every value is a date and time."),
                        new FieldPlan(
                                "Total",
                                "NUMERIC(10,2)",
                                "Total",
                                "numeric(10,2)",
                                Fidelity.LOSSY,
                                "",
                                Optional.of(new Forecast(3, 412, "12.345", "has more than 2 decimals", true)))));
        return new MigrationPlan(
                request.source().toString(),
                request.target().toString(),
                collections,
                List.of(
                        new SchemaStep(
                                SchemaStep.Phase.CREATE,
                                collections.get(0).writeAs(),
                                "table Album",
                                "CREATE TABLE \"Album\" (\n  \"AlbumId\" INTEGER NOT NULL,\n  \"Title\" NVARCHAR(160) NOT NULL\n)")),
                List.of(
                        "View BestSellers: views are not carried, because their text belongs to one database's language."),
                List.of(),
                blockers);
    }

    @Override
    public MigrationReadiness readiness(MigrationRequest request) {
        MigrationPlan plan = plan(request);
        return new MigrationReadiness(
                List.of(new Check("plan", blockers.isEmpty() ? Outcome.PASSED : Outcome.FAILED, blockers)),
                Optional.of(new Statistics("chinook", "sqlite", 11, OptionalLong.of(15_607), 2, OptionalLong.empty())),
                Optional.of(
                        new Statistics("archive", "sqlite", 0, OptionalLong.of(0), 1, OptionalLong.of(9_000_000_000L))),
                List.of(new CollectionSync(
                        "Album", Optional.empty(), OptionalLong.of(347), OptionalLong.empty(), Sync.MISSING)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(plan));
    }

    private static CollectionPlan collection(String name, long records, FieldPlan... fields) {
        DatasetId id = DatasetId.of(name);
        Schema schema = Schema.table(id, List.of(), List.of());
        return new CollectionPlan(id, id, records, schema, schema, List.of(fields));
    }

    private static FieldPlan exact(String name, String type) {
        return new FieldPlan(name, type, name, type, Fidelity.EXACT, "");
    }

    @Override
    public MigrationReport run(MigrationRequest request, Consumer<MigrationPlan> planned, RunProgress watcher) {
        throw new StoreException(ServiceError.OPTION_UNSUPPORTED, "The sample migrates nothing.");
    }

    @Override
    public Run start(MigrationRequest request) {
        if (!blockers.isEmpty()) {
            throw new StoreException(ServiceError.MIGRATION_BLOCKED, String.join(" ", blockers));
        }
        return new Run(
                "m1",
                "migration",
                "Migrate " + request.source() + " to " + request.target(),
                Document.of(Map.of(
                        "source", Value.text(request.source().toString()),
                        "target", Value.text(request.target().toString()))),
                Run.State.QUEUED,
                "",
                new Run.Progress(0, -1, 0, -1),
                START,
                Optional.empty(),
                List.of(),
                List.of());
    }

    @Override
    public Run pause(String runId) {
        throw new StoreException(ServiceError.RUN_NOT_RESUMABLE, "The sample keeps nothing going.");
    }

    @Override
    public Run pace(String runId, long recordsPerSecond) {
        throw new StoreException(ServiceError.RUN_NOT_RESUMABLE, "The sample keeps nothing going.");
    }

    @Override
    public Run resume(String runId) {
        throw new StoreException(ServiceError.RUN_NOT_RESUMABLE, "The sample keeps nothing to go on from.");
    }

    @Override
    public RollbackPlan planRollback(String runId) {
        return new RollbackPlan(
                runId,
                "archive",
                List.of(
                        new RollbackPlan.Change("Album", true, 0, 0),
                        new RollbackPlan.Change("Customer", false, 12, 3)),
                List.of());
    }

    @Override
    public Run rollBack(String runId, boolean force) {
        throw new StoreException(ServiceError.ROLLBACK_REFUSED, "The sample keeps nothing to roll back.");
    }

    @Override
    public Optional<Following> following(String runId) {
        return Optional.empty();
    }

    @Override
    public Run cutOver(String runId, Set<String> override) {
        throw new StoreException(ServiceError.CUTOVER_REFUSED, "The sample follows nothing.");
    }

    @Override
    public Optional<String> againstRollback(String runId) {
        return Optional.empty();
    }

    @Override
    public List<Run> rollbackPoints() {
        return List.of();
    }

    @Override
    public Optional<MigrationReport> report(String runId) {
        return Optional.ofNullable(reports.get(runId));
    }

    /** A report of a migration in which all went well. */
    public static MigrationReport succeeded() {
        List<CollectionReport> collections = List.of(
                row("Album", 347, 11_872),
                row("Artist", 275, 6_903),
                row("Customer", 59, 7_612),
                row("Employee", 8, 1_302),
                row("Genre", 25, 380),
                row("Invoice", 412, 34_021),
                row("InvoiceLine", 2_240, 40_960),
                row("MediaType", 5, 130),
                row("Playlist", 18, 420),
                row("PlaylistTrack", 8_715, 69_720),
                row("Track", 3_503, 338_410));
        return new MigrationReport(
                "chinook",
                "archive",
                true,
                true,
                START,
                1.24,
                collections,
                List.of(),
                List.of(
                        "View BestSellers: views are not carried, because their text belongs to one database's language."),
                List.of(),
                List.of(),
                "");
    }

    /** A migration of which something did not arrive. */
    public static MigrationReport awkward() {
        return new MigrationReport(
                "chinook",
                "archive",
                false,
                false,
                START,
                75.2,
                List.of(
                        new CollectionReport(
                                "Album",
                                "albums",
                                350,
                                347,
                                3,
                                11_872,
                                0.4,
                                "0a".repeat(32),
                                "1b".repeat(32),
                                Verdict.DIFFERENT),
                        row("Artist", 275, 6_903),
                        new CollectionReport("Genre", "Genre", 25, 25, 0, 380, 0.1, "", "", Verdict.UNVERIFIED)),
                List.of(new MigrationReport.Reject(
                        "Album", "AlbumId=7", "Released", "<script>alert(1)</script>", "\"soon\" is no date")),
                List.of("View BestSellers: a view is a stored query of one technology"),
                List.of("3 of 350 records of Album that were looked at will be rejected"),
                List.of("albums is not what was read from Album: 347 were read, 347 are there"),
                "The target keeps what arrived");
    }

    private static CollectionReport row(String name, long records, long bytes) {
        String hash = Integer.toHexString(name.hashCode()).repeat(4);
        return new CollectionReport(
                name, name, records, records, 0, bytes, records / 20_000.0, hash, hash, Verdict.IDENTICAL);
    }
}
