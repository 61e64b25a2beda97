package dev.naust.jdbc;

import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.jdbc.QueueDialect.OverArrays;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds jobs to the table, none twice whose deduplication key says so. */
final class JobAdding {
    private final JobForm form;
    private final TimeSortedIds ids;

    JobAdding(JobForm form, TimeSortedIds ids) {
        this.form = form;
        this.ids = ids;
    }

    /** Whether these are added by one statement, which needs no transaction around it. */
    boolean isOneStatement(List<NewJob> jobs) {
        return jobs.stream().noneMatch(job -> job.dedupKey().isPresent())
                && (jobs.size() == 1 || form.dialect().overArrays().isPresent());
    }

    List<String> add(Connection connection, String queue, List<NewJob> jobs) throws SQLException {
        boolean unique = jobs.stream().anyMatch(job -> job.dedupKey().isPresent());
        return unique ? addOneByOne(connection, queue, jobs) : addAll(connection, queue, jobs);
    }

    private List<String> addAll(Connection connection, String queue, List<NewJob> jobs) throws SQLException {
        Optional<OverArrays> overArrays = form.dialect().overArrays();
        if (jobs.size() > 1 && overArrays.isPresent()) {
            return addAtOnce(connection, overArrays.get().add(), queue, jobs);
        }
        List<String> added = new ArrayList<>();
        try (PreparedStatement insert = Statements.prepare(connection, insert(false))) {
            for (NewJob job : jobs) {
                added.add(bind(insert, queue, job));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return added;
    }

    private List<String> addAtOnce(Connection connection, Sql sql, String queue, List<NewJob> jobs)
            throws SQLException {
        List<String> added = jobs.stream().map(job -> ids.next().toString()).toList();
        try (PreparedStatement insert = Statements.prepare(connection, sql)) {
            insert.setString(1, queue);
            insert.setArray(2, connection.createArrayOf("text", added.toArray()));
            insert.setArray(3, texts(connection, jobs, job -> form.write().apply(job.data())));
            insert.setArray(4, numbers(connection, jobs, job -> (long) job.priority()));
            insert.setArray(
                    5,
                    numbers(
                            connection,
                            jobs,
                            job -> job.runAt().map(JobForm::micros).orElse(null)));
            insert.setArray(6, numbers(connection, jobs, job -> (long) job.maxAttempts()));
            insert.setArray(7, numbers(connection, jobs, job -> job.backoff().toMillis()));
            insert.executeUpdate();
        }
        return added;
    }

    private static Array texts(Connection connection, List<NewJob> jobs, Function<NewJob, String> of)
            throws SQLException {
        return connection.createArrayOf("text", jobs.stream().map(of).toArray(String[]::new));
    }

    private static Array numbers(Connection connection, List<NewJob> jobs, Function<NewJob, @Nullable Long> of)
            throws SQLException {
        return connection.createArrayOf("bigint", jobs.stream().map(of).toArray(Long[]::new));
    }

    private List<String> addOneByOne(Connection connection, String queue, List<NewJob> jobs) throws SQLException {
        List<String> added = new ArrayList<>();
        try (PreparedStatement insert = Statements.prepare(connection, insert(true));
                PreparedStatement twin = Statements.prepare(
                        connection, Sql.of("SELECT id FROM naust_jobs WHERE queue = ? AND dedup = ? AND state < 2"))) {
            for (NewJob job : jobs) {
                String id = bind(insert, queue, job);
                while (insert.executeUpdate() == 0) {
                    Optional<String> there = twin(twin, queue, job.dedupKey().orElseThrow());
                    if (there.isPresent()) {
                        id = there.get();
                        break;
                    }
                    // It was there a moment ago and is done by now: this one can be added.
                }
                added.add(id);
            }
        }
        return added;
    }

    private static Optional<String> twin(PreparedStatement select, String queue, String key) throws SQLException {
        select.setString(1, queue);
        select.setString(2, key);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }

    private Sql insert(boolean once) {
        Sql columns = Sql.of("id, queue, data, state, priority, run_at, lease_until, attempts, max_attempts,"
                + " backoff_ms, token, dedup, since");
        Sql values = Sql.of("?, ?, " + form.dialect().data() + ", 0, ?, coalesce(?, " + form.now()
                + "), 0, 0, ?, ?, 0, ?, " + form.now());
        return once
                ? form.dialect().insertOnce(columns, values)
                : Sql.of("INSERT INTO naust_jobs (" + columns + ") VALUES (" + values + ")");
    }

    private String bind(PreparedStatement insert, String queue, NewJob job) throws SQLException {
        String id = ids.next().toString();
        insert.setString(1, id);
        insert.setString(2, queue);
        insert.setString(3, form.write().apply(job.data()));
        insert.setInt(4, job.priority());
        insert.setObject(5, job.runAt().map(JobForm::micros).orElse(null), Types.BIGINT);
        insert.setInt(6, job.maxAttempts());
        insert.setLong(7, job.backoff().toMillis());
        insert.setString(8, job.dedupKey().orElse(null));
        return id;
    }
}
