package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * Backups and their schedules.
 *
 * @param older the URL of the next, older backups
 * @param stores to choose from
 * @param locations to choose from
 * @param problem why what was asked for last was refused
 */
public record BackupsView(
        List<BackupRow> backups,
        Optional<String> older,
        List<ScheduleRow> schedules,
        List<Choice> stores,
        List<Choice> locations,
        Optional<String> problem) {

    /**
     * A backup in the list.
     *
     * @param proven when it was last restored in a drill and was what its manifest says
     */
    public record BackupRow(
            String href,
            String store,
            Badge state,
            Moment made,
            String records,
            String size,
            String location,
            Optional<Moment> proven,
            Optional<String> problem) {}

    /** A schedule in the list. */
    public record ScheduleRow(
            String id, String store, String times, String keeps, Optional<Moment> next, Optional<String> problem) {}
}
