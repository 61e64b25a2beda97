package dev.naust.api.service;

import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Backups of stores: encrypted files that are read back before they count, checked again when asked, and proven by restoring
 * them. Long work is a run; a backup's id is the id of the run that made it. Safe for use by several threads.
 */
@ProviderType
public interface Backups {

    /**
     * Starts a backup.
     *
     * @param actor who asks, for the audit log
     * @throws StoreException with {@code store.not_found}, {@code location.not_found}, or {@code residency.violation} when
     *     the store's data may not be there
     */
    Run create(NewBackup wanted, String actor);

    /**
     * Backups, the newest first.
     *
     * @param store only of this store
     * @param before only those older than the backup with this id
     */
    List<Backup> list(Optional<String> store, Optional<String> before, int limit);

    /** The backup with this id. */
    Optional<Backup> find(String id);

    /**
     * Removes a backup and its file.
     *
     * @throws StoreException with {@code backup.not_found}, or {@code backup.in_use} while it is being made
     */
    void delete(String id, String actor);

    /**
     * Starts reading a backup whole: everything is authenticated, and every collection's hash is computed anew.
     *
     * @param passphrase needed when the backup was closed with one
     * @throws StoreException with {@code backup.not_found}
     */
    Run verify(String id, Optional<String> passphrase, String actor);

    /**
     * Starts restoring a backup, after all of it was authenticated: until then nothing is written to the target.
     *
     * @throws StoreException with {@code backup.not_found}, {@code store.not_found}, or {@code residency.violation} when the
     *     data may not be in the target
     */
    Run restore(String id, Restore wanted, String actor);

    /**
     * Starts restoring a backup into a store that is thrown away afterwards, and compares what arrived with the manifest.
     *
     * @throws StoreException with {@code backup.not_found}
     */
    Run drill(String id, Optional<String> passphrase, String actor);

    /**
     * Restores that were broken off, by a power cut for instance, so that what is in their targets is only a part; one goes
     * when a restore of a backup into its target has succeeded.
     */
    default List<Incomplete> incomplete() {
        return List.of();
    }

    /** Where backups can be kept, the default one first. */
    List<Location> locations();

    /** When a backup of each store was last restored in a drill and was what its manifest says. */
    Map<String, Instant> proven();

    /** All schedules, sorted by id. */
    List<Schedule> schedules();

    /**
     * Makes a schedule, or changes the one with the same id.
     *
     * @throws StoreException with {@code schedule.invalid} when its times cannot be understood, or as {@link #create}
     */
    Schedule save(NewSchedule wanted, String actor);

    /**
     * Removes a schedule; its backups stay.
     *
     * @throws StoreException with {@code schedule.not_found}
     */
    void deleteSchedule(String id, String actor);

    /**
     * What to back up.
     *
     * @param collections as the store lists them; empty takes all
     * @param location a location's name; empty for the default one
     * @param passphrase closes the backup instead of the master key
     */
    record NewBackup(String store, List<String> collections, Optional<String> location, Optional<String> passphrase) {
        public NewBackup {
            collections = List.copyOf(collections);
        }

        @Override
        public String toString() {
            return "NewBackup[" + store + "]";
        }
    }

    /**
     * How to restore.
     *
     * @param target a store's id; empty restores to the store that it was made of
     * @param collections as the backup lists them; empty takes all
     * @param options as for a migration
     * @param dryRun whether only the plan is wanted, which is the run's report
     */
    record Restore(
            Optional<String> target,
            List<String> collections,
            Options options,
            boolean dryRun,
            Optional<String> passphrase) {
        public Restore {
            collections = List.copyOf(collections);
        }

        @Override
        public String toString() {
            return "Restore[" + target.orElse("") + "]";
        }
    }

    /**
     * A backup.
     *
     * @param type the id of the provider of the store that it was made of
     * @param collections what is in it; empty until it is complete
     * @param file its file's path
     * @param state how its making stands; FAILED also when a later look at it found damage
     * @param size of the file in bytes
     * @param closedWith {@code master key} or {@code passphrase}
     * @param consistent whether all of it is one state of the store
     * @param verified the last time that all of it was authenticated
     * @param drilled the last time that it was restored for a trial
     * @param schedule the schedule that asked for it
     * @param problem what is wrong with it
     */
    record Backup(
            String id,
            String store,
            String type,
            List<Part> collections,
            String location,
            String file,
            Run.State state,
            Instant createdAt,
            Optional<Instant> finishedAt,
            long size,
            Optional<String> classification,
            Optional<String> residency,
            String closedWith,
            boolean consistent,
            Optional<Check> verified,
            Optional<Check> drilled,
            Optional<String> schedule,
            Optional<String> problem) {
        public Backup {
            collections = List.copyOf(collections);
        }

        /** How many records are in it. */
        public long records() {
            return collections.stream().mapToLong(Part::records).sum();
        }
    }

    /**
     * A collection in a backup.
     *
     * @param hash its content hash in hexadecimal
     */
    record Part(String name, long records, String hash) {}

    /**
     * A restore that was broken off.
     *
     * @param target the store's id
     * @param backup the id of the backup
     * @param run the run that was broken off
     * @param collections those of the target that are only in part what the backup has
     */
    record Incomplete(String target, String backup, String run, Instant since, List<String> collections) {
        public Incomplete {
            collections = List.copyOf(collections);
        }
    }

    /**
     * A look at a backup.
     *
     * @param problem what was wrong; empty when all was well
     */
    record Check(Instant at, Optional<String> problem) {}

    /**
     * Where backups are kept.
     *
     * @param residency where that is, such as {@code norway}; empty when nobody has said so
     */
    record Location(String name, String path, Optional<String> residency) {}

    /**
     * When to make backups, and which to keep. A backup is kept while either rule says so, and the last good one always.
     *
     * @param id matches {@code [a-z][a-z0-9-]{0,62}}
     * @param cron five fields as of UNIX: minute, hour, day of the month, month, day of the week
     * @param zone the time zone of the times, such as {@code Europe/Oslo}
     * @param keepLast how many of the newest are kept; 0 for no such rule
     * @param keepDays for how many days each is kept; 0 for no such rule. Without any rule all are kept.
     * @param drill whether each is drilled when it is made
     */
    record NewSchedule(
            String id,
            String store,
            List<String> collections,
            Optional<String> location,
            String cron,
            String zone,
            int keepLast,
            int keepDays,
            boolean drill) {
        public NewSchedule {
            collections = List.copyOf(collections);
        }
    }

    /**
     * A schedule as it stands.
     *
     * @param next when it is due
     * @param lastRun the run that it started last
     * @param problem why its last time brought no run
     */
    record Schedule(NewSchedule rule, Optional<Instant> next, Optional<String> lastRun, Optional<String> problem) {}
}
