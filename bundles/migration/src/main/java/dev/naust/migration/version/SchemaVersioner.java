package dev.naust.migration.version;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.SchemaVersions;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures;
import dev.naust.migration.schema.Dialect;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Versions as a service: borrows the store, reads its files, and starts runs; two runs on one store exclude each other. */
@Component(service = SchemaVersions.class)
public final class SchemaVersioner implements SchemaVersions {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaVersioner.class);
    private static final String KIND = "schema";

    private final StoreRegistry stores;
    private final Path folder;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Runs runs;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ServerState state;

    @Activate
    public SchemaVersioner(@Reference StoreRegistry stores, BundleContext context) {
        this(
                stores,
                Path.of(Optional.ofNullable(context.getProperty("naust.home")).orElse("")));
    }

    SchemaVersioner(StoreRegistry stores, Path home) {
        this.stores = stores;
        this.folder = home.resolve("config").resolve("schema");
    }

    @FunctionalInterface
    private interface Work<T> {
        T with(Structures.Session session, History history, Scripts scripts, ScriptFolder folder)
                throws InterruptedException;
    }

    private <T> T within(String store, Work<T> work) throws InterruptedException {
        Path path = files(store);
        try (StoreLease lease = stores.lease(store)) {
            Optional<Structures> structures = lease.store().structures();
            Optional<Dialect> dialect = Dialect.ofProvider(lease.type());
            if (structures.isPresent() && lease.type().equals(Scripts.MONGODB)) {
                return structures
                        .get()
                        .inSession(session -> work.with(
                                session,
                                new HistoryDocuments(session, Clock.systemUTC()),
                                new Scripts(Scripts.MONGODB),
                                ScriptFolder.of(path)));
            }
            if (structures.isEmpty() || dialect.isEmpty()) {
                throw new StoreException(
                        CommonError.UNSUPPORTED,
                        "A store of type " + lease.type()
                                + " takes no schema versions; PostgreSQL, SQLite, Azure SQL and MongoDB do.");
            }
            FlywaySettings settings = FlywaySettings.read(path);
            return structures
                    .get()
                    .inSession(session -> work.with(
                            session,
                            new HistoryTable(session, dialect.get(), settings),
                            new Scripts(dialect.get().id()),
                            ScriptFolder.of(path, known(session, dialect.get()))));
        }
    }

    /** What Flyway's own placeholders stand for. */
    private static Map<String, String> known(Structures.Session session, Dialect dialect) throws InterruptedException {
        if (dialect == Dialect.POSTGRES) {
            return session.ask("SELECT coalesce(pg_catalog.current_schema(), 'public') AS \"flyway:defaultSchema\","
                            + " current_user AS \"flyway:user\", pg_catalog.current_database() AS \"flyway:database\"")
                    .get(0);
        }
        return dialect == Dialect.SQLITE ? Map.of("flyway:defaultSchema", "main") : Map.of();
    }

    private Path files(String store) {
        if (!store.matches("[a-z][a-z0-9-]{0,62}")) {
            throw new StoreException(ServiceError.STORE_NOT_FOUND, "There is no store \"" + store + "\".");
        }
        return folder.resolve(store);
    }

    @Override
    public Status status(String store) throws InterruptedException {
        Standing standing = within(store, (session, history, scripts, folder) -> Standing.of(folder, history));
        List<String> drift = new ArrayList<>(standing.drift());
        ServerState kept = state;
        if (kept != null && !standing.history().isEmpty()) {
            try (StoreLease lease = stores.lease(store)) {
                drift.addAll(new Fingerprints(kept)
                        .drift(store, lease.store().structures().orElseThrow().read()));
            }
        }
        return new Status(
                store,
                "config/schema/" + store,
                standing.current().map(VersionNumber::text),
                standing.versions(),
                drift);
    }

    @Override
    public Plan plan(String store, Wanted wanted) throws InterruptedException {
        return within(
                store,
                (session, history, scripts, folder) ->
                        new Planning(store, Standing.of(folder, history), wanted, scripts, folder).plan());
    }

    @Override
    public Run start(String store, Wanted wanted) throws InterruptedException {
        Runs log = runs;
        if (log == null) {
            throw new StoreException(
                    ServiceError.STORE_UNAVAILABLE,
                    "The server's own state is not there yet, so that no run can be kept: try again in a few seconds");
        }
        if (busy.contains(store)) {
            throw busy(store);
        }
        Plan plan = plan(store, wanted);
        if (!plan.canProceed()) {
            throw new StoreException(ServiceError.SCHEMA_BLOCKED, String.join("\n", plan.blockers()));
        }
        Map<String, Value> parameters = new LinkedHashMap<>();
        parameters.put("store", Value.text(store));
        parameters.put("action", Value.text(wanted.action().name()));
        wanted.target().ifPresent(target -> parameters.put("target", Value.text(target)));
        parameters.put("outOfOrder", Value.Bool.of(wanted.outOfOrder()));
        String title = "Schema of " + store + ": " + wanted.action().name().toLowerCase(java.util.Locale.ROOT);
        return log.start(KIND, title, Document.of(parameters), progress -> run(store, wanted, progress));
    }

    /** Runs on the calling thread. */
    public Document run(String store, Wanted wanted, RunProgress progress)
            throws InterruptedException, RunFailedException {
        if (!busy.add(store)) {
            throw busy(store);
        }
        try {
            Outcome outcome = within(store, (session, history, scripts, folder) -> {
                try {
                    return new Outcome(
                            new Runner(store, session, history, scripts, folder, progress).run(wanted), null);
                } catch (RunFailedException e) {
                    return new Outcome(e.report(), e);
                }
            });
            keepFingerprint(store, wanted);
            if (outcome.failure() != null) {
                throw outcome.failure();
            }
            return outcome.report();
        } finally {
            busy.remove(store);
        }
    }

    private record Outcome(Document report, @Nullable RunFailedException failure) {}

    private void keepFingerprint(String store, Wanted wanted) throws InterruptedException {
        ServerState kept = state;
        if (kept == null || !Runner.changesStructure(wanted.action()) && wanted.action() != Action.BASELINE) {
            return;
        }
        try (StoreLease lease = stores.lease(store)) {
            new Fingerprints(kept)
                    .keep(store, lease.store().structures().orElseThrow().read());
        } catch (StoreException e) {
            LOG.warn("The structure of {} could not be noted, so that drift is not found", store, e);
        }
    }

    private static StoreException busy(String store) {
        return new StoreException(
                ServiceError.SCHEMA_BUSY,
                "Another run is changing the structure of " + store + ". Wait until it has ended.");
    }
}
