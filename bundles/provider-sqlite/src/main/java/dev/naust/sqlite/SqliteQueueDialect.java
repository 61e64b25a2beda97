package dev.naust.sqlite;

import dev.naust.api.model.TimeSortedIds;
import dev.naust.jdbc.QueueDialect;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlQueue;
import dev.naust.json.JsonValues;
import java.time.Clock;
import java.util.List;

/** Jobs in SQLite: one writer at a time, whose transaction begins with {@code BEGIN IMMEDIATE}. */
final class SqliteQueueDialect implements QueueDialect {
    /** The queues of one file. */
    static SqlQueue queue(SqlQueue.Turns turns) {
        JsonValues json = new JsonValues();
        return new SqlQueue(
                turns,
                new SqliteQueueDialect(),
                new SqlQueue.JsonText(json::write, json::readObject),
                new TimeSortedIds(Clock.systemUTC()));
    }

    @Override
    public List<Sql> create() {
        return List.of(
                Sql.of(
                        "CREATE TABLE IF NOT EXISTS naust_jobs (id TEXT PRIMARY KEY, queue TEXT NOT NULL, data TEXT NOT NULL,"
                                + " state INTEGER NOT NULL, priority INTEGER NOT NULL, run_at INTEGER NOT NULL,"
                                + " lease_until INTEGER NOT NULL, attempts INTEGER NOT NULL, max_attempts INTEGER NOT NULL,"
                                + " backoff_ms INTEGER NOT NULL, token INTEGER NOT NULL, error TEXT, dedup TEXT,"
                                + " since INTEGER NOT NULL) WITHOUT ROWID"),
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
        return Sql.of("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'naust_jobs'");
    }

    /** SQLite tells the time of day to the millisecond. */
    @Override
    public Sql now() {
        return Sql.of("CAST(round(unixepoch('now', 'subsec') * 1000) AS INTEGER) * 1000");
    }

    @Override
    public Sql data() {
        return Sql.of("?");
    }

    @Override
    public Sql chosen(Sql due) {
        return Sql.of("id IN (SELECT id FROM naust_jobs WHERE queue = ? AND " + due + " LIMIT ?)");
    }
}
