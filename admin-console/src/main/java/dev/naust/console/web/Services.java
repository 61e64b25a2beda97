package dev.naust.console.web;

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
import java.util.List;

/**
 * What the console stands on. Services come and go while the server runs, so whoever needs one asks for it each time and
 * keeps it no longer than the request. Safe for use by several threads.
 *
 * <p>Each method throws a {@link ProblemException} with status 503 while the service is not there.
 */
public interface Services {

    ProviderRegistry providers();

    StoreRegistry stores();

    Storage storage();

    StoreConfigurations configurations();

    Plugins plugins();

    Runs runs();

    Migrations migrations();

    Leftovers leftovers();

    SchemaComparisons schemas();

    SchemaVersions schemaVersions();

    Comparisons comparisons();

    Accounts accounts();

    Metrics metrics();

    Backups backups();

    /** Restores that were broken off; none where no backups are served. */
    default List<Backups.Incomplete> brokenRestores() {
        return backups().incomplete();
    }

    Audit audit();

    PrivacyMap privacyMap();

    PrivacyRequests privacyRequests();

    Consents consents();

    Primaries primaries();

    Health health();

    /** Whether all of them are there. */
    boolean complete();
}
