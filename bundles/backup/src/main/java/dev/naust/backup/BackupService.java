package dev.naust.backup;

import dev.naust.api.model.Classification;
import dev.naust.api.model.Document;
import dev.naust.api.model.Placement;
import dev.naust.api.model.Value;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.Backups;
import dev.naust.api.service.Erasing;
import dev.naust.api.service.MasterKeys;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.backup.catalogue.BackupRecords;
import dev.naust.backup.catalogue.Fields;
import dev.naust.backup.catalogue.RestoreRecords;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.format.KeyRing;
import dev.naust.backup.place.Locations;
import dev.naust.backup.place.Vaults;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Backups as a service: what is asked for becomes a run, and what a run finds out goes on record. A backup that was interrupted
 * goes on, by itself when the server died. One service, so that no backup can be asked for before it could go on.
 */
@Component(
        service = {Backups.class, BackupService.class, RunResumer.class},
        property = RunResumer.KIND + "=" + BackupService.KIND)
public final class BackupService implements Backups, RunResumer {
    static final String KIND = "backup";

    private final StoreRegistry stores;
    private final Runs runs;
    private final BackupRecords records;
    private final Inventory inventory;
    private final Restores restores;
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
        this.locations = new Locations(home, stores);
        this.log = log;
        Path data = home.resolve("data");
        Vaults vaults = new Vaults(stores, data.resolve("backups-in-work"));
        this.inventory = new Inventory(runs, records, locations, vaults, log, clock);
        Drills drills = new Drills(stores, restoring, data.resolve("drills"));
        this.restores = new Restores(stores, runs, new RestoreRecords(state), restoring, erasures, log, clock);
        this.tasks = new Tasks(stores, records, vaults, restores, erasures, drills, keys, log, clock, version);
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
                .put("collections", Fields.array(wanted.collections()))
                .put("location", location.name())
                .put("schedule", schedule)
                .put("drill", drill)
                .put("passphrase", wanted.passphrase().isPresent())
                .put("actor", actor)
                .document();
        Tasks.Making making = new Tasks.Making(store, location, wanted, schedule, drill, actor);
        Run run = runs.start(KIND, "Backup of " + store.id(), parameters, progress -> make(making, progress));
        // Whoever is answered can ask for the backup at once, even while the run still waits for its turn.
        records.register(tasks.begun(run.id(), making));
        return run;
    }

    private Document make(Tasks.Making making, RunProgress progress) throws InterruptedException, RunFailedException {
        Document report = tasks.make(making, progress);
        Optional<NewSchedule> rule = making.schedule().flatMap(schedules::find);
        if (rule.isPresent()) {
            inventory.prune(rule.get());
        }
        return report;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Runs.Task resume(Run run) {
        Document asked = run.parameters();
        if (asked.get("passphrase").filter(Value.Bool.TRUE::equals).isPresent()) {
            throw new StoreException(
                    ServiceError.RUN_NOT_RESUMABLE,
                    "Backup " + run.id() + " was to be closed with a passphrase, which nobody keeps: take another");
        }
        StoreView store = store(Fields.text(asked, "store"));
        Location location = locations.get(Fields.optional(asked, "location"));
        refuseMisplaced(store, location);
        NewBackup wanted = new NewBackup(
                store.id(), Fields.texts(asked, "collections"), Optional.of(location.name()), Optional.empty());
        Tasks.Making making = new Tasks.Making(
                store,
                location,
                wanted,
                Fields.optional(asked, "schedule"),
                asked.get("drill").filter(Value.Bool.TRUE::equals).isPresent(),
                Fields.optional(asked, "actor").orElse("system"));
        return progress -> make(making, progress);
    }

    @Override
    public List<Backup> list(Optional<String> store, Optional<String> before, int limit) {
        return inventory.list(store, before, limit);
    }

    @Override
    public Optional<Backup> find(String id) {
        return inventory.find(id);
    }

    @Override
    public void delete(String id, String actor) {
        inventory.delete(id, actor);
    }

    @Override
    public Run verify(String id, Optional<String> passphrase, String actor) {
        Backup backup = inventory.made(id);
        return runs.start(
                "backup-verify",
                "Verification of a backup of " + backup.store(),
                parameters(backup),
                progress -> tasks.verify(id, key(passphrase), actor, progress));
    }

    @Override
    public Run restore(String id, Restore wanted, String actor) {
        Backup backup = inventory.made(id);
        StoreView target = store(wanted.target().orElse(backup.store()));
        Restores.refuseMisplaced(backup.store(), backup.classification(), target);
        Erasing.refuse(runs, List.of(backup.store(), target.id()));
        Document parameters = new Fields()
                .put("backup", id)
                .put("store", backup.store())
                .put("target", target.id())
                .put("collections", Fields.array(wanted.collections()))
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
        Backup backup = inventory.made(id);
        return runs.start(
                "backup-drill",
                "Trial restore of a backup of " + backup.store(),
                parameters(backup),
                progress -> tasks.drill(id, key(passphrase), actor, progress));
    }

    @Override
    public List<Incomplete> incomplete() {
        return restores.incomplete();
    }

    @Override
    public List<Location> locations() {
        return locations.all();
    }

    @Override
    public Map<String, Instant> proven() {
        return inventory.proven();
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

    /** Puts in order what a killed server left. */
    void tidy() {
        inventory.tidy();
        tasks.discardDrills();
    }

    private static void refuseMisplaced(StoreView store, Location location) {
        if (Vaults.isIn(location, store.id())) {
            throw new StoreException(
                    BackupError.LOCATION_INVALID,
                    "Location " + location.name() + " lies in store " + store.id()
                            + " itself, and its backup would be lost together with it: choose another location");
        }
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
}
