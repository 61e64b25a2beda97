package dev.naust.console.web;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import dev.naust.api.service.Accounts;
import dev.naust.api.service.Audit;
import dev.naust.api.service.Backups;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.Consents;
import dev.naust.api.service.Health;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.Metrics;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Plugins;
import dev.naust.api.service.Primaries;
import dev.naust.api.service.PrivacyMap;
import dev.naust.api.service.PrivacyRequests;
import dev.naust.api.service.ProviderRegistry;
import dev.naust.api.service.Runs;
import dev.naust.api.service.SchemaComparisons;
import dev.naust.api.service.SchemaVersions;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreConfigurations;
import dev.naust.api.service.StoreRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Follows the server's services as they come and go, so that the console keeps running while a bundle below is replaced. */
@Component(service = Services.class)
public final class OsgiServices implements Services {
    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable ProviderRegistry providers;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable StoreRegistry stores;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Storage storage;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable StoreConfigurations configurations;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Plugins plugins;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Runs runs;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Migrations migrations;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Leftovers leftovers;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable SchemaComparisons schemas;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable SchemaVersions schemaVersions;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Comparisons comparisons;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Accounts accounts;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Metrics metrics;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Audit audit;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable PrivacyMap privacyMap;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable PrivacyRequests privacyRequests;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Consents consents;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Primaries primaries;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Backups backups;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Health health;

    @Override
    public ProviderRegistry providers() {
        return present(providers, "provider registry");
    }

    @Override
    public StoreRegistry stores() {
        return present(stores, "store registry");
    }

    @Override
    public Storage storage() {
        return present(storage, "storage service");
    }

    @Override
    public StoreConfigurations configurations() {
        return present(configurations, "store configuration service");
    }

    @Override
    public Plugins plugins() {
        return present(plugins, "plugin watcher");
    }

    @Override
    public Runs runs() {
        return present(runs, "run service");
    }

    @Override
    public Migrations migrations() {
        return present(migrations, "migration service");
    }

    @Override
    public Leftovers leftovers() {
        return present(leftovers, "service for what migrations leave over");
    }

    @Override
    public SchemaComparisons schemas() {
        return present(schemas, "schema comparison");
    }

    @Override
    public SchemaVersions schemaVersions() {
        return present(schemaVersions, "schema version service");
    }

    @Override
    public Comparisons comparisons() {
        return present(comparisons, "comparison service");
    }

    @Override
    public Accounts accounts() {
        return present(accounts, "account service");
    }

    @Override
    public Metrics metrics() {
        return present(metrics, "metrics service");
    }

    @Override
    public Audit audit() {
        return present(audit, "audit log");
    }

    @Override
    public PrivacyMap privacyMap() {
        return present(privacyMap, "map of personal data");
    }

    @Override
    public PrivacyRequests privacyRequests() {
        return present(privacyRequests, "service for people's requests");
    }

    @Override
    public Consents consents() {
        return present(consents, "consent service");
    }

    @Override
    public Primaries primaries() {
        return present(primaries, "service that knows which store serves what");
    }

    @Override
    public Backups backups() {
        return present(backups, "backup service");
    }

    @Override
    public List<Backups.Incomplete> brokenRestores() {
        Backups there = backups;
        return there == null ? List.of() : there.incomplete();
    }

    @Override
    public Health health() {
        return present(health, "health service");
    }

    @Override
    public boolean complete() {
        return Stream.of(
                        providers,
                        stores,
                        configurations,
                        storage,
                        plugins,
                        runs,
                        migrations,
                        comparisons,
                        accounts,
                        metrics,
                        audit,
                        health,
                        privacyMap,
                        privacyRequests,
                        consents,
                        primaries)
                .allMatch(service -> service != null);
    }

    private static <T> T present(@Nullable T service, String name) {
        if (service == null) {
            throw new ProblemException(Problem.of(
                            503,
                            "service.unavailable",
                            "The " + name + " is not running at the moment. Try again in a few seconds; "
                                    + "if it stays away, the server's log says why.")
                    .retryAfter(Duration.ofSeconds(2)));
        }
        return service;
    }
}
