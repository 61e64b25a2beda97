package dev.naust.backup;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.Backups.Check;
import dev.naust.api.service.Backups.Location;
import dev.naust.api.service.Backups.NewBackup;
import dev.naust.api.service.Backups.Restore;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.backup.catalogue.Backed;
import dev.naust.backup.catalogue.BackupRecords;
import dev.naust.backup.catalogue.Fields;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.format.KeyRing;
import dev.naust.backup.place.Vault;
import dev.naust.backup.place.Vault.Held;
import dev.naust.backup.place.Vaults;
import dev.naust.backup.place.WholeFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** What the runs of backups do. Safe for use by several threads. */
final class Tasks {
    private final StoreRegistry stores;
    private final BackupRecords records;
    private final Vaults vaults;
    private final Restores restores;
    private final Erasures erasures;
    private final KeyRing keys;
    private final Log log;
    private final Clock clock;
    private final String version;
    private final Drills drills;

    Tasks(
            StoreRegistry stores,
            BackupRecords records,
            Vaults vaults,
            Restores restores,
            Erasures erasures,
            Drills drills,
            KeyRing keys,
            Log log,
            Clock clock,
            String version) {
        this.stores = stores;
        this.records = records;
        this.vaults = vaults;
        this.restores = restores;
        this.erasures = erasures;
        this.keys = keys;
        this.log = log;
        this.clock = clock;
        this.version = version;
        this.drills = drills;
    }

    /** A backup to be made. */
    record Making(
            StoreView store,
            Location location,
            NewBackup wanted,
            Optional<String> schedule,
            boolean drill,
            String actor) {
        String closedWith() {
            return wanted.passphrase().isPresent() ? "passphrase" : "master key";
        }
    }

    Instant now() {
        return clock.instant();
    }

    void discardDrills() {
        drills.discard();
    }

    Backed begun(String id, Making making) {
        StoreView store = making.store();
        String file = Vaults.file(making.location(), store.id() + "-" + id + ".naust");
        return Backed.begun(
                id,
                store.id(),
                store.type(),
                making.location().name(),
                file,
                now(),
                making.closedWith(),
                making.schedule(),
                erasures.mark());
    }

    Document make(Making making, RunProgress progress) throws InterruptedException, RunFailedException {
        records.register(begun(progress.id(), making));
        Backed begun = held(progress.id());
        if (begun.backup().state() == Run.State.SUCCEEDED) {
            // The server died between noting the backup and ending its run.
            return Document.empty();
        }
        records.update(progress.id(), Backed::again);
        try {
            Document report = makeRecorded(begun, making, progress);
            note(making.actor(), "backup.create", progress.id(), "ok");
            if (making.drill()) {
                drill(progress.id(), BackupService.key(making.wanted().passphrase()), making.actor(), progress);
            }
            return report;
        } catch (InterruptedException e) {
            records.update(progress.id(), old -> old.ended(Run.State.CANCELLED, now(), Optional.empty()));
            throw e;
        } catch (StoreException e) {
            records.update(progress.id(), old -> unlessComplete(old, e));
            note(making.actor(), "backup.create", progress.id(), e.code().code());
            throw e;
        }
    }

    private Backed unlessComplete(Backed old, StoreException failure) {
        return old.backup().state() == Run.State.SUCCEEDED
                ? old
                : old.ended(Run.State.FAILED, now(), Optional.of(failure.getMessage()));
    }

    private Document makeRecorded(Backed begun, Making making, RunProgress progress) throws InterruptedException {
        StoreView store = making.store();
        BackupMaker.Source source = new BackupMaker.Source(
                progress.id(),
                store.id(),
                store.type(),
                store.revision(),
                version,
                now(),
                store.classification(),
                store.residency(),
                making.wanted().collections());
        Vault vault = vaults.of(begun.backup().file());
        vault.ready();
        Path file = vault.workplace();
        Archive archive;
        try (StoreLease lease = stores.lease(store.id())) {
            archive = new BackupMaker(keys, BackupService.key(making.wanted().passphrase()), progress)
                    .make(source, lease.store(), file);
        }
        long size = WholeFiles.size(file);
        vault.keep(progress);
        records.update(
                progress.id(),
                old -> old.complete(
                        now(),
                        size,
                        archive.manifest().parts(),
                        store.classification(),
                        store.residency(),
                        archive.manifest().consistent(),
                        archive.seal()));
        return report(archive, size);
    }

    Document verify(String id, Key key, String actor, RunProgress progress) throws InterruptedException {
        try (Held file = hold(id, progress)) {
            Archive archive = authentic(id, file.path(), key, actor, true, progress);
            note(actor, "backup.verify", id, "ok");
            return report(archive, WholeFiles.size(file.path()));
        }
    }

    Document drill(String id, Key key, String actor, RunProgress progress)
            throws InterruptedException, RunFailedException {
        try (Held file = hold(id, progress)) {
            Archive archive = authentic(id, file.path(), key, actor, false, progress);
            Document report = proven(id, archive, actor, progress);
            note(actor, "backup.drill", id, "ok");
            return report;
        }
    }

    /** What a trial restore found; one that failed is on record as that, for whatever reason it did. */
    private Document proven(String id, Archive archive, String actor, RunProgress progress)
            throws InterruptedException, RunFailedException {
        try {
            Document report = drills.run(archive, progress);
            records.update(id, old -> old.drilled(new Check(now(), Optional.empty())));
            return report;
        } catch (RunFailedException e) {
            unproven(id, e.getMessage(), BackupError.UNPROVEN.code(), actor);
            throw e;
        } catch (StoreException e) {
            String why = "Backup " + id + " could not be restored for a trial into " + drills.folder() + ", where "
                    + WholeFiles.free(drills.folder().resolve(id)) + " bytes are free: " + e.getMessage()
                    + ". Nothing of the trial is left, and the backup itself is as it was";
            unproven(id, why, e.code().code(), actor);
            throw new StoreException(e.code(), why, e);
        }
    }

    private void unproven(String id, String why, String code, String actor) {
        records.update(id, old -> old.drilled(new Check(now(), Optional.of(why))));
        note(actor, "backup.drill", id, code);
    }

    Document restore(String id, StoreView target, Restore wanted, Key key, String actor, RunProgress progress)
            throws InterruptedException, RunFailedException {
        try (Held file = hold(id, progress)) {
            Archive archive = authentic(id, file.path(), key, actor, false, progress);
            return restores.run(archive, held(id).erasures(), target, wanted, actor, progress);
        }
    }

    /** The archive of a backup that is on record, once every byte of it was found to be what was written then. */
    private Archive authentic(String id, Path file, Key key, String actor, boolean isAll, RunProgress progress)
            throws InterruptedException {
        Backed held = held(id);
        try {
            Archive archive = Archive.open(file, keys, key);
            boolean isIt = archive.manifest().id().equals(id)
                    && (held.seal().isEmpty() || held.seal().equals(archive.seal()));
            if (!isIt) {
                throw new StoreException(
                        BackupError.DAMAGED,
                        "Backup " + id + " is not in its file: " + held.backup().file() + " holds backup "
                                + archive.manifest().id() + " of "
                                + archive.manifest().createdAt()
                                + ". Somebody has put another file in its place; put the right one back");
            }
            Restoring.authenticate(archive, isAll, progress);
            records.update(id, old -> old.verified(new Check(now(), Optional.empty())));
            return archive;
        } catch (StoreException e) {
            if (e.code() == BackupError.DAMAGED || e.code() == BackupError.UNREADABLE) {
                records.update(id, old -> old.verified(new Check(now(), Optional.of(e.getMessage()))));
            }
            note(actor, "backup.verify", id, e.code().code());
            throw e;
        }
    }

    private Held hold(String id, RunProgress progress) throws InterruptedException {
        return vaults.of(held(id).backup().file()).hold(progress);
    }

    private Backed held(String id) {
        return records.find(id)
                .orElseThrow(
                        () -> new StoreException(BackupError.NOT_FOUND, "Backup " + id + " was deleted meanwhile"));
    }

    private void note(String actor, String action, String id, String outcome) {
        log.note(actor, action, "backup/" + id, outcome, Document.empty());
    }

    private static Document report(Archive archive, long size) {
        return new Fields()
                .put("backup", archive.manifest().id())
                .put("store", archive.manifest().store())
                .put("records", archive.manifest().records())
                .put("size", size)
                .put("closedWith", archive.closedWith())
                .put("consistent", archive.manifest().consistent())
                .put(
                        "collections",
                        new Value.Array(archive.manifest().parts().stream()
                                .<Value>map(each -> new Fields()
                                        .put("name", each.name())
                                        .put("records", each.records())
                                        .put("hash", each.hash())
                                        .document())
                                .toList()))
                .document();
    }
}
