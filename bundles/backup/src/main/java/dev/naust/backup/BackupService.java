package dev.naust.backup;

import dev.naust.api.model.Classification;
import dev.naust.api.model.Document;
import dev.naust.api.model.Placement;
import dev.naust.api.model.Value;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.Backups;
import dev.naust.api.service.MasterKeys;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.backup.catalogue.Backed;
import dev.naust.backup.catalogue.BackupRecords;
import dev.naust.backup.catalogue.Fields;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.format.KeyRing;
import dev.naust.backup.schedule.Retention;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Backups as a service: what is asked for becomes a run, and what a run finds out goes on record. */
@Component(service = {Backups.class, BackupService.class})
public final class BackupService implements Backups {
    private static final int MOST = 1_000;

    private final StoreRegistry stores;
    private final Runs runs;
    private final BackupRecords records;
    private final Locations locations;
    private final Tasks tasks;
    private final Log log;
    private final Schedules schedules;

    @Activate
    public BackupService(
            BundleContext context,
            @Reference StoreRegistry stores,
            @Reference Runs runs,
            @Reference ServerState state,
            @Reference Migrations migrations,
            @Reference Pump pump,
            @Reference MasterKeys keys,
            @Reference Log log,
            @Reference Erasures erasures) {
        this(
                Path.of(Optional.ofNullable(context.getProperty("naust.home")).orElse("")),
                context.getBundle().getVersion().toString(),
                Clock.systemUTC(),
                stores,
                runs,
                state,
                new Restoring(migrations, pump, erasures),
                new KeyRing(keys),
                log,
                erasures);
    }

    BackupService(
            Path home,
            String version,
            Clock clock,
            StoreRegistry stores,
            Runs runs,
            ServerState state,
            Restoring restoring,
            KeyRing keys,
            Log log,
            Erasures erasures) {
        this.stores = stores;
        this.runs = runs;
        this.records = new BackupRecords(state);
        this.locations = new Locations(home);
        this.log = log;
        this.tasks = new Tasks(stores, records, restoring, keys, log, erasures, clock, version, home.resolve("data"));
        this.schedules = new Schedules(state, clock);
    }

    @Override
    public Run create(NewBackup wanted, String actor) {
        return create(wanted, actor, Optional.empty(), false);
    }

    /** The same, for a schedule. */
    Run create(NewBackup wanted, String actor, Optional<String> schedule, boolean drill) {
        StoreView store = store(wanted.store());
        Location location = locations.get(wanted.location());
        refuseMisplaced(store, location);
        Document parameters = new Fields()
                .put("store", store.id())
                .put("collections", texts(wanted.collections()))
                .put("location", location.name())
                .put("schedule", schedule)
                .document();
        Tasks.Making making = new Tasks.Making(store, location, wanted, schedule, drill, actor);
        Run run = runs.start("backup", "Backup of " + store.id(), parameters, progress -> {
            Document report = tasks.make(making, progress);
            schedule.flatMap(schedules::find).ifPresent(this::prune);
            return report;
        });
        // Whoever is answered can ask for the backup at once, even while the run still waits for its turn.
        records.register(tasks.begun(run.id(), making));
        return run;
    }

    private void prune(NewSchedule rule) {
        List<Backup> made = list(Optional.of(rule.store()), Optional.empty(), MOST).stream()
                .filter(each -> each.schedule().filter(rule.id()::equals).isPresent())
                .toList();
        for (Backup each : Retention.expired(rule, made, tasks.now())) {
            remove(each, "schedule " + rule.id());
        }
    }

    @Override
    public List<Backup> list(Optional<String> store, Optional<String> before, int limit) {
        return records.list(store, before, Math.min(limit, MOST)).stream()
                .map(this::shown)
                .toList();
    }

    @Override
    public Optional<Backup> find(String id) {
        return records.find(id).map(this::shown);
    }

    @Override
    public void delete(String id, String actor) {
        Backup backup = get(id);
        if (backup.state() == Run.State.RUNNING || backup.state() == Run.State.QUEUED) {
            throw new StoreException(
                    BackupError.IN_USE, "Backup " + id + " is being made: cancel its run first, or wait for its end");
        }
        remove(backup, actor);
    }

    /** Removes the file first: a file without a record would be forgotten, a record without a file is seen. */
    void remove(Backup backup, String actor) {
        try {
            WholeFiles.delete(Path.of(backup.file()));
            WholeFiles.discard(Path.of(backup.file() + WholeFiles.PART));
        } catch (IOException e) {
            throw new StoreException(
                    BackupError.UNREADABLE,
                    "The file " + backup.file() + " cannot be removed ("
                            + e.getClass().getSimpleName() + "). Check its rights",
                    e);
        }
        records.remove(backup.id());
        log.note(actor, "backup.delete", "backup/" + backup.id(), "ok", Document.empty());
    }

    @Override
    public Run verify(String id, Optional<String> passphrase, String actor) {
        Backup backup = get(id);
        return runs.start(
                "backup-verify",
                "Verification of a backup of " + backup.store(),
                parameters(backup),
                progress -> tasks.verify(id, key(passphrase), actor, progress));
    }

    @Override
    public Run restore(String id, Restore wanted, String actor) {
        Backup backup = get(id);
        StoreView target = store(wanted.target().orElse(backup.store()));
        Tasks.refuseMisplaced(backup.store(), backup.classification(), target);
        Document parameters = new Fields()
                .put("backup", id)
                .put("store", backup.store())
                .put("target", target.id())
                .put("collections", texts(wanted.collections()))
                .put("conflict", wanted.options().conflict().name())
                .put("dryRun", wanted.dryRun())
                .document();
        return runs.start(
                "restore",
                "Restore of a backup of " + backup.store() + " → " + target.id(),
                parameters,
                progress -> tasks.restore(id, target, wanted, key(wanted.passphrase()), actor, progress));
    }

    @Override
    public Run drill(String id, Optional<String> passphrase, String actor) {
        Backup backup = get(id);
        return runs.start(
                "backup-drill",
                "Trial restore of a backup of " + backup.store(),
                parameters(backup),
                progress -> tasks.drill(id, key(passphrase), actor, progress));
    }

    @Override
    public List<Location> locations() {
        return locations.all();
    }

    @Override
    public Map<String, Instant> proven() {
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

    @Override
    public List<Schedule> schedules() {
        return schedules.list();
    }

    @Override
    public Schedule save(NewSchedule wanted, String actor) {
        refuseMisplaced(store(wanted.store()), locations.get(wanted.location()));
        Schedule saved = schedules.save(wanted);
        log.note(actor, "backup.schedule.save", "schedule/" + wanted.id(), "ok", Document.empty());
        return saved;
    }

    @Override
    public void deleteSchedule(String id, String actor) {
        schedules.remove(id);
        log.note(actor, "backup.schedule.delete", "schedule/" + id, "ok", Document.empty());
    }

    Schedules timetable() {
        return schedules;
    }

    /** Puts in order what a killed server left: temporary files go, and backups that nobody makes any more have failed. */
    void tidy() {
        for (Backed each : records.unfinished()) {
            Backup now = shown(each);
            if (now.state() != Run.State.RUNNING && now.state() != Run.State.QUEUED) {
                records.update(each.backup().id(), old -> old.ended(now.state(), tasks.now(), now.problem()));
            }
        }
        List<String> live = records.unfinished().stream()
                .map(each -> Path.of(each.backup().file()).getFileName() + WholeFiles.PART)
                .toList();
        for (Location location : locations.all()) {
            WholeFiles.discardParts(Path.of(location.path()), live::contains);
        }
        tasks.discardDrills();
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
                ? backed.ended(state, tasks.now(), Optional.of(problem)).backup()
                : backed.backup();
    }

    private void refuseMisplaced(StoreView store, Location location) {
        new Placement(
                        "Store " + store.id(),
                        store.classification().flatMap(Classification::named),
                        "location " + location.name() + " for backups",
                        location.residency())
                .refusal()
                .ifPresent(reason -> {
                    throw new StoreException(ServiceError.RESIDENCY_VIOLATION, reason);
                });
    }

    private Backup get(String id) {
        return find(id).orElseThrow(() -> new StoreException(
                BackupError.NOT_FOUND, "There is no backup \"" + id + "\"; look at the list of backups for its id"));
    }

    private StoreView store(String id) {
        return stores.find(id)
                .orElseThrow(() -> new StoreException(
                        ServiceError.STORE_NOT_FOUND, "There is no store \"" + id + "\"; look at the list of stores"));
    }

    static Key key(Optional<String> passphrase) {
        return passphrase.<Key>map(Key.Passphrase::new).orElseGet(Key.Master::new);
    }

    private static Document parameters(Backup backup) {
        return new Fields()
                .put("backup", backup.id())
                .put("store", backup.store())
                .document();
    }

    private static Value.Array texts(List<String> texts) {
        return new Value.Array(texts.stream().<Value>map(Value::text).toList());
    }
}
