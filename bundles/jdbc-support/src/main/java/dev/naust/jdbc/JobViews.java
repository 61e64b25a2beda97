package dev.naust.jdbc;

import dev.naust.api.store.Queue.Counts;
import dev.naust.api.store.Queue.Job;
import dev.naust.api.store.Queue.JobState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at queues and their jobs without touching them. */
final class JobViews {
    private final JobForm form;

    JobViews(JobForm form) {
        this.form = form;
    }

    List<String> queues(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        Statements.prepare(connection, Sql.of("SELECT DISTINCT queue FROM naust_jobs ORDER BY queue"));
                ResultSet rows = select.executeQuery()) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    Counts counts(Connection connection, String queue) throws SQLException {
        try (PreparedStatement select = Statements.prepare(
                connection,
                Sql.of("SELECT"
                        + " coalesce(sum(CASE WHEN state = 0 THEN 1 END), 0),"
                        + " coalesce(sum(CASE WHEN state = 0 AND run_at <= " + form.now() + " THEN 1 END), 0),"
                        + " coalesce(sum(CASE WHEN state = 1 THEN 1 END), 0),"
                        + " coalesce(sum(CASE WHEN state = 2 THEN 1 END), 0) FROM naust_jobs WHERE queue = ?"))) {
            select.setString(1, queue);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return new Counts(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
            }
        }
    }

    List<Job> jobs(Connection connection, String queue, JobState state, String afterId, int limit) throws SQLException {
        try (PreparedStatement select = Statements.prepare(
                connection,
                form.dialect()
                        .limited(Sql.of("SELECT id, data, priority, attempts,"
                                + " max_attempts, run_at, lease_until, error, dedup FROM naust_jobs WHERE queue = ?"
                                + " AND state = ? AND id > ? ORDER BY id")))) {
            select.setString(1, queue);
            select.setInt(2, state.ordinal());
            select.setString(3, afterId);
            select.setInt(4, limit);
            try (ResultSet rows = select.executeQuery()) {
                List<Job> jobs = new ArrayList<>();
                while (rows.next()) {
                    jobs.add(job(rows, state));
                }
                return jobs;
            }
        }
    }

    private Job job(ResultSet rows, JobState state) throws SQLException {
        return new Job(
                rows.getString(1),
                form.read().apply(rows.getString(2)),
                state,
                rows.getInt(3),
                rows.getInt(4),
                rows.getInt(5),
                JobForm.instant(rows.getLong(6)),
                state == JobState.LEASED ? Optional.of(JobForm.instant(rows.getLong(7))) : Optional.empty(),
                Optional.ofNullable(rows.getString(8)),
                Optional.ofNullable(rows.getString(9)));
    }
}
