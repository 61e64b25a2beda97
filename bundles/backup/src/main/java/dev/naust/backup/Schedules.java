package dev.naust.backup;

import dev.naust.api.service.Backups.NewSchedule;
import dev.naust.api.service.Backups.Schedule;
import dev.naust.api.service.ServerState;
import dev.naust.api.store.StoreException;
import dev.naust.backup.catalogue.ScheduleRecords;
import dev.naust.backup.catalogue.ScheduleRecords.Kept;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.schedule.Timetable;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The schedules, and which of them are due. Safe for use by several threads and several servers. */
final class Schedules {
    private final ScheduleRecords records;
    private final Clock clock;

    Schedules(ServerState state, Clock clock) {
        this.records = new ScheduleRecords(state);
        this.clock = clock;
    }

    List<Schedule> list() {
        return records.all().stream().map(Schedules::shown).toList();
    }

    Optional<NewSchedule> find(String id) {
        return records.find(id).map(Kept::rule);
    }

    Schedule save(NewSchedule wanted) {
        if (!wanted.id().matches("[a-z][a-z0-9-]{0,62}")) {
            throw new StoreException(
                    BackupError.SCHEDULE_INVALID,
                    "\"" + wanted.id() + "\" is no name for a schedule: use small letters, digits and hyphens");
        }
        if (wanted.keepLast() < 0 || wanted.keepDays() < 0) {
            throw new StoreException(
                    BackupError.SCHEDULE_INVALID, "What is kept cannot be less than nothing: use 0 for no such rule");
        }
        Timetable times = times(wanted);
        Kept kept = new Kept(wanted, times.clock(clock.instant()), Optional.empty(), Optional.empty());
        records.put(kept);
        return shown(kept);
    }

    void remove(String id) {
        if (!records.remove(id)) {
            throw new StoreException(
                    BackupError.SCHEDULE_NOT_FOUND,
                    "There is no schedule \"" + id + "\"; look at the list of schedules");
        }
    }

    /** Those that are due now; each time is handed out once, whoever asks. */
    List<NewSchedule> claimDue() {
        List<NewSchedule> due = new ArrayList<>();
        for (Kept each : records.all()) {
            Instant now = clock.instant();
            LocalDateTime since = times(each.rule()).since(each.since(), now);
            Optional<LocalDateTime> time = times(each.rule()).due(since, now);
            if (!since.equals(each.since())) {
                records.advance(each.rule().id(), each.since(), since);
            } else if (time.isPresent() && records.advance(each.rule().id(), each.since(), time.get())) {
                due.add(each.rule());
            }
        }
        return due;
    }

    void note(String id, Optional<String> run, Optional<String> problem) {
        records.note(id, run, problem);
    }

    private static Schedule shown(Kept kept) {
        return new Schedule(kept.rule(), times(kept.rule()).next(kept.since()), kept.lastRun(), kept.problem());
    }

    private static Timetable times(NewSchedule rule) {
        return new Timetable(rule.cron(), rule.zone());
    }
}
