package dev.naust.backup;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ErasureLedger.Erased;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.ReadRequest;
import dev.naust.backup.catalogue.Fields;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.ArchiveStore;
import dev.naust.backup.format.Manifest;
import dev.naust.backup.format.NewerVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Restores an archive: a migration out of it, once all of it was authenticated. Safe for use by several threads. */
final class Restoring {
    private final Migrations migrations;
    private final Pump pump;
    private final @Nullable Erasures erasures;

    /** Restores where nobody knows of erasures. */
    Restoring(Migrations migrations, Pump pump) {
        this(migrations, pump, null);
    }

    Restoring(Migrations migrations, Pump pump, @Nullable Erasures erasures) {
        this.migrations = migrations;
        this.pump = pump;
        this.erasures = erasures;
    }

    /**
     * Authenticates everything.
     *
     * @param isAll whether nothing follows; records that are copied afterwards are counted then, and would count twice
     */
    static void authenticate(Archive archive, boolean isAll, RunProgress progress) throws InterruptedException {
        progress.stage("Authenticating the backup");
        if (isAll) {
            progress.total(archive.manifest().records());
        }
        NewerVersion.warning(archive.manifest()).ifPresent(progress::warn);
        archive.verify(isAll ? progress::advance : records -> {});
    }

    MigrationPlan plan(Archive archive, Endpoint target, List<String> collections, Options options)
            throws InterruptedException {
        return migrations.plan(request(new ArchiveStore(archive), target, collections, options));
    }

    /**
     * Restores what was not erased since: that never reaches the target.
     *
     * @param since where the ledger of erasures stood when the backup was begun
     */
    MigrationReport restore(
            Archive archive,
            long since,
            Endpoint target,
            List<String> collections,
            Options options,
            Consumer<MigrationPlan> planned,
            RunProgress progress)
            throws InterruptedException {
        ArchiveStore source = new ArchiveStore(
                archive,
                erasures == null ? Erased.NONE : erasures.of(archive.manifest().store(), since));
        MigrationReport report = migrations.run(request(source, target, collections, options), planned, progress);
        if (source.hasLeftOut()) {
            progress.warn(
                    "Records that were erased since the backup was made were left out, or arrived as they were left then");
        }
        return report;
    }

    /**
     * Restores into a store of its own and compares what is there with the manifest.
     *
     * @param exact whether the store holds every value as it is, so that the manifest's hashes must be found in it; otherwise
     *     the migration compares what it read with what the store gives back
     */
    Document drill(Archive archive, StoreLease target, boolean exact, RunProgress progress)
            throws InterruptedException, RunFailedException {
        progress.stage("Restoring for a trial");
        List<Value> rows = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        if (!archive.manifest().collections().isEmpty()) {
            // A throw-away store is compared with all of the manifest, and nobody else sees it.
            MigrationReport report = migrations.run(
                    request(new ArchiveStore(archive), new Endpoint.Opened(target), all(archive), Options.defaults()),
                    plan -> {},
                    progress);
            wrong.addAll(report.errors());
            for (Manifest.Collection each : archive.manifest().collections()) {
                rows.add(compare(each, report, target, exact, wrong));
            }
        }
        Document document = new Fields()
                .put("backup", archive.manifest().id())
                .put("store", archive.manifest().store())
                .put("into", target.type())
                .put("succeeded", wrong.isEmpty())
                .put("collections", new Value.Array(rows))
                .document();
        if (!wrong.isEmpty()) {
            throw new RunFailedException(String.join("; ", wrong), document);
        }
        return document;
    }

    /** All that is in it: what Naust itself kept in the store is migrated only when it is named. */
    private static List<String> all(Archive archive) {
        List<Manifest.Collection> all = archive.manifest().collections();
        return all.stream().anyMatch(each -> OwnCollections.isOne(each.schema().id()))
                ? all.stream().map(Manifest.Collection::name).toList()
                : List.of();
    }

    private Value compare(
            Manifest.Collection each, MigrationReport report, StoreLease target, boolean exact, List<String> wrong)
            throws InterruptedException {
        MigrationReport.CollectionReport copied = report.collections().stream()
                .filter(other -> other.source().equals(each.name()))
                .findFirst()
                .orElse(null);
        boolean same = copied != null
                && copied.written() == each.records()
                && copied.verdict() == MigrationReport.Verdict.IDENTICAL;
        String found = copied == null ? "" : copied.targetHash();
        if (same && exact) {
            ContentHash there = pump.hash(
                    target.store(),
                    ReadRequest.of(target.store().datasets().stream()
                            .map(dataset -> dataset.id())
                            .filter(id -> id.toString().equals(copied.target()))
                            .findFirst()
                            .orElseThrow()),
                    records -> {});
            found = there.hex();
            same = there.records() == each.records() && found.equals(each.hash());
        }
        if (!same) {
            wrong.add("Collection " + each.name() + " is not what the manifest says: " + each.records()
                    + " records with the hash " + each.hash().substring(0, 16) + " were backed up, "
                    + (copied == null ? "nothing" : copied.written() + " with the hash " + found) + " arrived");
        }
        return new Fields()
                .put("name", each.name())
                .put("records", each.records())
                .put("hash", each.hash())
                .put("restored", copied == null ? 0 : copied.written())
                .put("restoredHash", found)
                .put("identical", same)
                .document();
    }

    private static MigrationRequest request(
            ArchiveStore source, Endpoint target, List<String> collections, Options options) {
        return new MigrationRequest(new Endpoint.Opened(source.lease()), target, collections, options);
    }
}
