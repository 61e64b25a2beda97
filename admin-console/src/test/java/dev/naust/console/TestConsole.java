package dev.naust.console;

import dev.naust.api.service.Comparisons;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.Metrics;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Plugins;
import dev.naust.api.service.Primaries;
import dev.naust.api.service.ProviderRegistry;
import dev.naust.api.service.SchemaComparisons;
import dev.naust.api.service.SchemaVersions;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreConfigurations;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.StoreException;
import dev.naust.console.sample.SampleLeftovers;
import dev.naust.console.sample.SampleServices;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import dev.naust.storage.StorageService;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A real console on any free port, over services in memory that a test can take away or make fail. */
final class TestConsole implements AutoCloseable, Services {
    private final Leftovers leftovers = new SampleLeftovers();
    private static final Limits LIMITS =
            new Limits(Duration.ofMillis(700), Duration.ofSeconds(20), Duration.ofMillis(150));

    private final SampleServices sample = new SampleServices();
    private final TestAccounts accounts = new TestAccounts();
    private final TestRuns runs = new TestRuns();
    private final TestAudit audit = new TestAudit();
    private final TestBackups backups = new TestBackups();
    private final TestPrivacy privacy = new TestPrivacy();
    private final TestHealth health = new TestHealth();
    private final Storage storage = new StorageService();
    private final Routes routes;
    private final WebServer server;
    private volatile Optional<RuntimeException> failure = Optional.empty();
    private volatile boolean away;

    TestConsole() {
        this(Clock.systemUTC());
    }

    TestConsole(Clock clock) {
        ConsoleSettings settings =
                new ConsoleSettings("127.0.0.1", 0, List.of("naust.example"), "plugins", Path.of("target", "uploads"));
        routes = new Routes(this, settings, clock, LIMITS);
        server = WebServer.start(settings, routes);
    }

    URI address() {
        return server.address();
    }

    Routes routes() {
        return routes;
    }

    /** What lies in the harbour. */
    SampleServices sample() {
        return sample;
    }

    /** A client without any credentials. */
    Client client() {
        return new Client(address());
    }

    /** From now on the store registry and the migrations fail like this. */
    void failWith(RuntimeException reason) {
        failure = Optional.of(reason);
    }

    /** From now on the store registry is not there. */
    void takeStoresAway() {
        away = true;
    }

    @Override
    public ProviderRegistry providers() {
        return sample.providers();
    }

    @Override
    public StoreRegistry stores() {
        if (away) {
            throw new ProblemException(
                    Problem.of(503, "service.unavailable", "Not there.").retryAfter(Duration.ofSeconds(2)));
        }
        failure.ifPresent(reason -> {
            throw reason;
        });
        return sample.stores();
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public StoreConfigurations configurations() {
        stores();
        return sample.configurations();
    }

    @Override
    public Plugins plugins() {
        return sample.plugins();
    }

    @Override
    public TestRuns runs() {
        return runs;
    }

    @Override
    public Migrations migrations() {
        failure.ifPresent(reason -> {
            throw reason;
        });
        return sample.migrations();
    }

    @Override
    public Leftovers leftovers() {
        return leftovers;
    }

    @Override
    public Comparisons comparisons() {
        return sample.comparisons();
    }

    @Override
    public TestAccounts accounts() {
        return accounts;
    }

    @Override
    public Metrics metrics() {
        return () -> "naust_store_operation_seconds_count 1\n";
    }

    @Override
    public TestBackups backups() {
        return backups;
    }

    @Override
    public SchemaComparisons schemas() {
        throw new StoreException(ServiceError.STORE_UNAVAILABLE, "Not part of these tests");
    }

    @Override
    public SchemaVersions schemaVersions() {
        throw new StoreException(ServiceError.STORE_UNAVAILABLE, "Not part of these tests");
    }

    @Override
    public TestAudit audit() {
        return audit;
    }

    @Override
    public TestPrivacy privacyMap() {
        return privacy;
    }

    @Override
    public TestPrivacy privacyRequests() {
        return privacy;
    }

    @Override
    public TestPrivacy consents() {
        return privacy;
    }

    @Override
    public Primaries primaries() {
        return new NobodyMoved();
    }

    @Override
    public TestHealth health() {
        return health;
    }

    @Override
    public boolean complete() {
        return !away;
    }

    @Override
    public void close() {
        routes.close();
        server.close();
    }
}
