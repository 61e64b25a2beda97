package dev.naust.jdbc;

import dev.naust.api.store.Queue.LeasedJob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Gives jobs to workers for a while, and takes back those whose while is over. */
final class JobLeasing {
    private final JobForm form;

    JobLeasing(JobForm form) {
        this.form = form;
    }

    /** Makes jobs whose lease has ended ready again, or dead when that was their last attempt; how many. */
    int giveBackLost(Connection connection, String queue) throws SQLException {
        try (PreparedStatement update = Statements.prepare(
                connection,
                Sql.of("UPDATE naust_jobs SET"
                        + " state = CASE WHEN attempts >= max_attempts THEN 2 ELSE 0 END,"
                        + " run_at = lease_until, since = " + form.now()
                        + " WHERE queue = ? AND state = 1 AND lease_until <= " + form.now()))) {
            update.setString(1, queue);
            return update.executeUpdate();
        }
    }

    private static final List<Sql> LEASED = List.of(
            Sql.of("id"),
            Sql.of("data"),
            Sql.of("attempts"),
            Sql.of("token"),
            Sql.of("lease_until"),
            Sql.of("priority"),
            Sql.of("run_at"));

    private record Claimed(LeasedJob job, int priority, long runAt) {}

    List<LeasedJob> lease(Connection connection, String queue, int max, Duration lease) throws SQLException {
        Sql due = Sql.of("state = 0 AND run_at <= " + form.now() + " ORDER BY priority DESC, run_at, id");
        Sql changes = Sql.of("state = 1, attempts = attempts + 1, token = token + 1, lease_until = " + form.now()
                + " + " + form.dialect().leaseTime() + ", since = " + form.now());
        Sql sql = form.dialect().lease(changes, due, LEASED);
        try (PreparedStatement update = Statements.prepare(connection, sql)) {
            update.setLong(1, TimeUnit.MILLISECONDS.toMicros(lease.toMillis()));
            update.setString(2, queue);
            update.setInt(3, max);
            List<Claimed> claimed = new ArrayList<>();
            try (ResultSet rows = update.executeQuery()) {
                while (rows.next()) {
                    LeasedJob job = new LeasedJob(
                            rows.getString(1),
                            form.read().apply(rows.getString(2)),
                            rows.getInt(3),
                            rows.getLong(4),
                            JobForm.instant(rows.getLong(5)));
                    claimed.add(new Claimed(job, rows.getInt(6), rows.getLong(7)));
                }
            }
            claimed.sort(Comparator.comparingInt(Claimed::priority)
                    .reversed()
                    .thenComparingLong(Claimed::runAt)
                    .thenComparing(each -> each.job().id()));
            return claimed.stream().map(Claimed::job).toList();
        }
    }

    /** When a lease that was made longer ends. */
    Instant keep(Connection connection, String queue, String id, long token, Duration lease) throws SQLException {
        try (PreparedStatement update = Statements.prepare(
                connection,
                form.dialect()
                        .changing(
                                Sql.of("lease_until = " + form.now() + " + ?"),
                                Sql.of("queue = ? AND id = ? AND token = ? AND " + JobForm.LEASED
                                        + " AND lease_until > " + form.now()),
                                Sql.of("lease_until")))) {
            update.setLong(1, TimeUnit.MILLISECONDS.toMicros(lease.toMillis()));
            JobForm.name(update, 2, queue, id, token);
            try (ResultSet rows = update.executeQuery()) {
                if (!rows.next()) {
                    throw JobForm.lost(queue, id, token);
                }
                return JobForm.instant(rows.getLong(1));
            }
        }
    }
}
