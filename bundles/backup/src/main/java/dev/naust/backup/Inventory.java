package dev.naust.backup;

import dev.naust.api.model.Document;
import dev.naust.api.service.Backups.Backup;
import dev.naust.api.service.Backups.NewSchedule;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.store.StoreException;
import dev.naust.backup.catalogue.Backed;
import dev.naust.backup.catalogue.BackupRecords;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.place.Locations;
import dev.naust.backup.place.Vaults;
import dev.naust.backup.schedule.Retention;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which backups there are, how each stands, and how those go that are kept no longer. Safe for use by several threads. */
final class Inventory {
    static final int MOST = 1_000;
    private static final Duration KEPT = Duration.ofDays(7);

    private final Runs runs;
    private final BackupRecords records;
    private final Locations locations;
    private final Vaults vaults;
    private final Log log;
    private final Clock clock;

    Inventory(Runs runs, BackupRecords records, Locations locations, Vaults vaults, Log log, Clock clock) {
        this.runs = runs;
        this.records = records;
        this.locations = locations;
        this.vaults = vaults;
        this.log = log;
        this.clock = clock;
    }

    List<Backup> list(Optional<String> store, Optional<String> before, int limit) {
        return records.list(store, before, Math.min(limit, MOST)).stream()
                .map(this::shown)
                .toList();
    }

    Optional<Backup> find(String id) {
        return records.find(id).map(this::shown);
    }

    Backup get(String id) {
        return find(id).orElseThrow(() -> new StoreException(
                BackupError.NOT_FOUND, "There is no backup \"" + id + "\"; look at the list of backups for its id"));
    }

    /** A backup that nobody is making any more. */
    Backup made(String id) {
        Backup backup = get(id);
        if (isBeingMade(backup.state())) {
            throw new StoreException(
                    BackupError.IN_USE, "Backup " + id + " is still being made: wait for the end of its run");
        }
        return backup;
    }

    Map<String, Instant> proven() {
        Map<String, Instant> proven = new TreeMap<>();
        for (Backed each : records.list(Optional.empty(), Optional.empty(), MOST)) {
            each.backup()
                    .drilled()
                    .filter(check -> check.problem().isEmpty())
                    .ifPresent(
                            check -> proven.merge(each.backup().store(), check.at(), (a, b) -> a.isAfter(b) ? a : b));
        }
        return proven;
    }

    void delete(String id, String actor) {
        Backup backup = get(id);
        if (isBeingMade(backup.state())) {
            throw new StoreException(
                    BackupError.IN_USE, "Backup " + id + " is being made: cancel its run first, or wait for its end");
        }
        try {
            remove(backup, actor);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    BackupError.UNREADABLE, "Backup " + id + " was not removed: the server was stopping. Try again", e);
        }
    }

    /** Removes what a schedule's rule does not keep any longer. */
    void prune(NewSchedule rule) throws InterruptedException {
        List<Backup> made = list(Optional.of(rule.store()), Optional.empty(), MOST).stream()
                .filter(each -> each.schedule().filter(rule.id()::equals).isPresent())
                .toList();
        for (Backup each : Retention.expired(rule, made, clock.instant())) {
            remove(each, "schedule " + rule.id());
        }
    }

    /** Removes the file first: a file without a record would be forgotten, a record without a file is seen. */
    private void remove(Backup backup, String actor) throws InterruptedException {
        vaults.of(backup.file()).remove();
        records.remove(backup.id());
        log.note(actor, "backup.delete", "backup/" + backup.id(), "ok", Document.empty());
    }

    /** Puts in order what a killed server left: temporary files go, and backups that nobody makes any more have failed. */
    void tidy() {
        for (Backed each : records.unfinished()) {
            Backup now = shown(each);
            if (!isBeingMade(now.state())) {
                records.update(each.backup().id(), old -> old.ended(now.state(), clock.instant(), now.problem()));
            }
        }
        Set<String> live = records.list(Optional.empty(), Optional.empty(), MOST).stream()
                .map(Backed::backup)
                .filter(this::mayGoOn)
                .map(each -> Path.of(each.file()).getFileName().toString())
                .collect(Collectors.toSet());
        vaults.tidy(locations.all(), live::contains, this::isRunning);
    }

    /** What a backup left that failed is worth keeping for a while: its run can be resumed from there. */
    private boolean mayGoOn(Backup backup) {
        return isBeingMade(backup.state())
                || backup.state() != Run.State.SUCCEEDED
                        && backup.createdAt().isAfter(clock.instant().minus(KEPT));
    }

    private boolean isRunning(String run) {
        return runs.find(run).filter(found -> !found.state().isFinal()).isPresent();
    }

    private static boolean isBeingMade(Run.State state) {
        return state == Run.State.RUNNING || state == Run.State.QUEUED;
    }

    /** A backup that is being made stands as its run does, which also ends when the server that made it died. */
    private Backup shown(Backed backed) {
        Backup backup = backed.backup();
        if (backup.state() != Run.State.RUNNING) {
            return backup;
        }
        Optional<Run> run = runs.find(backup.id());
        Run.State state = run.map(Run::state).orElse(Run.State.FAILED);
        if (state == Run.State.SUCCEEDED) {
            // The run has ended between the two looks.
            return records.find(backup.id())
                    .map(Backed::backup)
                    .filter(again -> again.state() != Run.State.RUNNING)
                    .orElse(backup);
        }
        String problem = run.map(Run::errors)
                .filter(errors -> !errors.isEmpty())
                .map(errors -> errors.get(0))
                .orElse("The server ended before the backup was finished; delete it and take another");
        return state.isFinal()
                ? backed.ended(state, clock.instant(), Optional.of(problem)).backup()
                : backed.backup();
    }
}
