package dev.naust.console;

import dev.naust.api.service.Backups;
import dev.naust.api.service.Run;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server without backups, on which a restore may have been broken off. */
final class TestBackups implements Backups {
    private List<Incomplete> incomplete = List.of();
    private List<Schedule> schedules = List.of();

    void breakOff(String target, String collection) {
        incomplete = List.of(new Incomplete(target, "b1", "r1", Instant.EPOCH, List.of(collection)));
    }

    /** A schedule whose last backup could not begin. */
    void scheduleFailed(String id, String why) {
        NewSchedule rule =
                new NewSchedule(id, "chinook", List.of(), Optional.empty(), "0 3 * * *", "Europe/Oslo", 1, 0, false);
        schedules = List.of(new Schedule(rule, Optional.empty(), Optional.empty(), Optional.of(why)));
    }

    @Override
    public List<Incomplete> incomplete() {
        return incomplete;
    }

    @Override
    public Run create(NewBackup wanted, String actor) {
        throw nothing();
    }

    @Override
    public List<Backup> list(Optional<String> store, Optional<String> before, int limit) {
        return List.of();
    }

    @Override
    public Optional<Backup> find(String id) {
        return Optional.empty();
    }

    @Override
    public void delete(String id, String actor) {
        throw nothing();
    }

    @Override
    public Run verify(String id, Optional<String> passphrase, String actor) {
        throw nothing();
    }

    @Override
    public Run restore(String id, Restore wanted, String actor) {
        throw nothing();
    }

    @Override
    public Run drill(String id, Optional<String> passphrase, String actor) {
        throw nothing();
    }

    @Override
    public List<Location> locations() {
        return List.of(new Location("default", "data/backups", Optional.empty()));
    }

    @Override
    public Map<String, Instant> proven() {
        return Map.of();
    }

    @Override
    public List<Schedule> schedules() {
        return schedules;
    }

    @Override
    public Schedule save(NewSchedule wanted, String actor) {
        throw nothing();
    }

    @Override
    public void deleteSchedule(String id, String actor) {
        throw nothing();
    }

    private static StoreException nothing() {
        return new StoreException(ServiceError.STORE_NOT_FOUND, "There is no such store");
    }
}
