package dev.naust.postgres;

import dev.naust.jdbc.QueueDialect;
import dev.naust.jdbc.Sql;
import java.util.List;
import java.util.Optional;

/**
 * Jobs in PostgreSQL: workers pass locked rows by with {@code FOR UPDATE SKIP LOCKED} (PostgreSQL manual, SELECT, "The Locking
 * Clause").
 */
final class PostgresQueueDialect implements QueueDialect {
    /** Any number that nothing else uses: who makes the table holds this lock. */
    private static final long LOCK = 7166273498L;

    @Override
    public List<Sql> create() {
        return List.of(
                Sql.of("SELECT pg_advisory_xact_lock(" + LOCK + ")"),
                Sql.of(
                        "CREATE TABLE IF NOT EXISTS naust_jobs (id text COLLATE \"C\" PRIMARY KEY, queue text COLLATE \"C\" NOT NULL,"
                                + " data json NOT NULL, state smallint NOT NULL, priority integer NOT NULL, run_at bigint NOT NULL,"
                                + " lease_until bigint NOT NULL, attempts integer NOT NULL, max_attempts integer NOT NULL,"
                                + " backoff_ms bigint NOT NULL, token bigint NOT NULL, error text, dedup text COLLATE \"C\","
                                + " since bigint NOT NULL)"),
                Sql.of(
                        "CREATE INDEX IF NOT EXISTS naust_jobs_due ON naust_jobs (queue, priority DESC, run_at, id) WHERE state = 0"),
                Sql.of(
                        "CREATE INDEX IF NOT EXISTS naust_jobs_leases ON naust_jobs (queue, lease_until) WHERE state = 1"),
                Sql.of("CREATE INDEX IF NOT EXISTS naust_jobs_dead ON naust_jobs (queue, id) WHERE state = 2"),
                Sql.of("CREATE UNIQUE INDEX IF NOT EXISTS naust_jobs_dedup ON naust_jobs (queue, dedup)"
                        + " WHERE state < 2 AND dedup IS NOT NULL"));
    }

    @Override
    public Sql exists() {
        return Sql.of("SELECT 1 WHERE to_regclass('naust_jobs') IS NOT NULL");
    }

    @Override
    public Sql now() {
        return Sql.of("(extract(epoch from clock_timestamp()) * 1000000)::bigint");
    }

    @Override
    public Sql data() {
        return Sql.of("?::json");
    }

    /** By where the rows lie: they are locked, so that they lie there until the end. */
    @Override
    public Sql chosen(Sql due) {
        return Sql.of("ctid = ANY (ARRAY (SELECT ctid FROM naust_jobs WHERE queue = ? AND " + due
                + " LIMIT ? FOR UPDATE SKIP LOCKED))");
    }

    @Override
    public Optional<OverArrays> overArrays() {
        return Optional.of(new OverArrays(
                Sql.of(
                        "INSERT INTO naust_jobs (id, queue, data, state, priority, run_at, lease_until, attempts, max_attempts,"
                                + " backoff_ms, token, since) SELECT job.id, ?, job.data::json, 0, job.priority,"
                                + " coalesce(job.run_at, clock.now), 0, 0, job.attempts, job.pause, 0, clock.now"
                                + " FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])"
                                + " AS job (id, data, priority, run_at, attempts, pause), (SELECT " + now()
                                + " AS now) AS clock"),
                Sql.of(
                        "DELETE FROM naust_jobs WHERE id = ANY (?::text[]) AND queue = ? AND state = 1 AND lease_until > "
                                + now() + " AND (id, token) IN (SELECT id, token FROM unnest(?::text[], ?::bigint[])"
                                + " AS lease (id, token)) RETURNING id")));
    }
}
