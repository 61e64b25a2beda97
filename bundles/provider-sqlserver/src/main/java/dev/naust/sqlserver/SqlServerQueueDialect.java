package dev.naust.sqlserver;

import dev.naust.jdbc.QueueDialect;
import dev.naust.jdbc.Sql;
import java.util.List;

/**
 * Jobs in SQL Server: workers lock the rows that they choose and pass those of others by ("Table hints": UPDLOCK, READPAST). With
 * READCOMMITTEDLOCK the latter works in databases too whose readers see older versions of rows, as in Azure.
 */
final class SqlServerQueueDialect implements QueueDialect {
    /** A transaction is begun by hand, in the way of the driver's own savepoints: questions without a table begin none. */
    @Override
    public List<Sql> create() {
        return List.of(
                Sql.of("IF @@TRANCOUNT = 0 BEGIN BEGIN TRAN IF @@TRANCOUNT = 2 COMMIT TRAN END"),
                Sql.of(
                        "DECLARE @got int; EXEC @got = sp_getapplock @Resource = N'naust_jobs', @LockMode = N'Exclusive',"
                                + " @LockOwner = N'Transaction', @LockTimeout = 10000;"
                                + " IF @got < 0 THROW 50001, N'Somebody else makes the table of jobs at this moment', 1"),
                Sql.of("IF OBJECT_ID(N'naust_jobs', N'U') IS NULL CREATE TABLE naust_jobs ("
                        + "id nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,"
                        + " queue nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,"
                        + " data nvarchar(max) NOT NULL, state smallint NOT NULL, priority int NOT NULL, run_at bigint NOT NULL,"
                        + " lease_until bigint NOT NULL, attempts int NOT NULL, max_attempts int NOT NULL,"
                        + " backoff_ms bigint NOT NULL, token bigint NOT NULL, error nvarchar(2000) NULL,"
                        + " dedup nvarchar(400) COLLATE Latin1_General_100_BIN2 NULL, since bigint NOT NULL)"),
                Sql.of(
                        missing(Sql.of("naust_jobs_due"))
                                + "CREATE INDEX naust_jobs_due ON naust_jobs (queue, priority DESC, run_at, id) WHERE state = 0"),
                Sql.of(missing(Sql.of("naust_jobs_leases"))
                        + "CREATE INDEX naust_jobs_leases ON naust_jobs (queue, lease_until) WHERE state = 1"),
                Sql.of(missing(Sql.of("naust_jobs_dead"))
                        + "CREATE INDEX naust_jobs_dead ON naust_jobs (queue, id) WHERE state = 2"),
                Sql.of(missing(Sql.of("naust_jobs_dedup"))
                        + "CREATE UNIQUE INDEX naust_jobs_dedup ON naust_jobs (queue, dedup)"
                        + " WHERE state < 2 AND dedup IS NOT NULL"));
    }

    private static Sql missing(Sql index) {
        return Sql.of(
                "IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'naust_jobs') AND name = N'"
                        + index + "') ");
    }

    @Override
    public Sql exists() {
        return Sql.of("SELECT 1 WHERE OBJECT_ID(N'naust_jobs', N'U') IS NOT NULL");
    }

    @Override
    public Sql now() {
        return Sql.of("DATEDIFF_BIG(microsecond, CONVERT(datetime2(7), '1970-01-01T00:00:00', 126), SYSUTCDATETIME())");
    }

    @Override
    public Sql data() {
        return Sql.of("?");
    }

    /** The rows are named and locked in one go, so that nobody waits for those of others. */
    @Override
    public Sql chosen(Sql due) {
        return Sql.of(
                "id IN (SELECT id FROM naust_jobs WITH (UPDLOCK, READPAST, ROWLOCK, READCOMMITTEDLOCK) WHERE queue = ? AND "
                        + due + " OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY)");
    }

    @Override
    public Sql leaseTime() {
        return Sql.of("@lease");
    }

    @Override
    public Sql lease(Sql changes, Sql due, List<Sql> answer) {
        // Variables, because marks count from left to right, and the rows are chosen before they are changed.
        return Sql.of(
                "SET NOCOUNT ON; DECLARE @lease bigint = ?, @queue nvarchar(400) = ?, @most int = ?; WITH due AS (SELECT TOP (@most) *"
                        + " FROM naust_jobs WITH (UPDLOCK, READPAST, ROWLOCK, READCOMMITTEDLOCK) WHERE queue = @queue AND "
                        + due
                        + ") UPDATE due SET " + changes + " OUTPUT " + inserted(answer));
    }

    private static Sql inserted(List<Sql> columns) {
        return columns.stream().map(column -> Sql.of("inserted." + column)).collect(Sql.joining(", "));
    }

    @Override
    public Sql changing(Sql changes, Sql condition, Sql answer) {
        return Sql.of("UPDATE naust_jobs SET " + changes + " OUTPUT inserted." + answer + " WHERE " + condition);
    }

    @Override
    public Sql finishing(Sql ids, Sql leases) {
        return Sql.of("DELETE FROM naust_jobs OUTPUT deleted.id WHERE id IN (" + ids
                + ") AND queue = ? AND state = 1 AND lease_until > " + now()
                + " AND EXISTS (SELECT 1 FROM (VALUES " + leases
                + ") AS lease (id, token) WHERE lease.id = naust_jobs.id AND lease.token = naust_jobs.token)");
    }

    @Override
    public Sql insertOnce(Sql columns, Sql values) {
        return Sql.of("INSERT INTO naust_jobs (" + columns + ") SELECT " + columns + " FROM (VALUES (" + values
                + ")) AS job (" + columns
                + ") WHERE NOT EXISTS (SELECT 1 FROM naust_jobs AS other WITH (UPDLOCK, HOLDLOCK)"
                + " WHERE other.queue = job.queue AND other.dedup = job.dedup AND other.state < 2)");
    }

    @Override
    public Sql limited(Sql question) {
        return Sql.of(question + " OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY");
    }
}
