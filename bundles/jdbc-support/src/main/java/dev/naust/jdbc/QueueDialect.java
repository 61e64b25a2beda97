package dev.naust.jdbc;

import java.util.List;
import java.util.Optional;

/**
 * What differs between databases in the table of jobs, {@code naust_jobs}. Times in it are microseconds since 1970 by the
 * database's own clock, so that workers' clocks need not agree. Implementations are immutable.
 */
public interface QueueDialect {

    /** Makes the table and its indexes where they are not there; safe when several do so at once. */
    List<Sql> create();

    /** A question with one row when the table is there, and none when it is not. */
    Sql exists();

    /** The time now, as an expression. */
    Sql now();

    /** The parameter that a job's data, a JSON text, is given as. */
    Sql data();

    /**
     * Chooses due jobs, as a condition such as {@code id IN (…)}; the rows are this transaction's own afterwards and others pass
     * them by. Parameters: the queue, and how many at most.
     *
     * @param due which ones in which order: a condition and an {@code ORDER BY}, without a parameter
     */
    Sql chosen(Sql due);

    /** How long a lease lasts, in microseconds, as {@link #lease} calls it. */
    default Sql leaseTime() {
        return Sql.of("?");
    }

    /**
     * The statement that leases due jobs and answers with them. Parameters: how long in microseconds, the queue, and how many at
     * most.
     *
     * @param changes what is set, with {@link #leaseTime} in it
     * @param due which ones in which order, as for {@link #chosen}
     * @param answer the names of the columns to answer with
     */
    default Sql lease(Sql changes, Sql due, List<Sql> answer) {
        return Sql.of(
                "UPDATE naust_jobs SET " + changes + " WHERE " + chosen(due) + " RETURNING " + Sql.join(answer, ", "));
    }

    /** A statement that changes jobs and answers with a column of them as it is afterwards. */
    default Sql changing(Sql changes, Sql condition, Sql answer) {
        return Sql.of("UPDATE naust_jobs SET " + changes + " WHERE " + condition + " RETURNING " + answer);
    }

    /**
     * The statement that removes leased jobs and answers with their ids. Parameters: the ids, the queue, and each lease's id and
     * token. The ids stand alone too, so that every database can find the rows by them, or by the index of leases, which for many
     * at once costs less.
     *
     * @param ids their marks
     * @param leases pairs of marks
     */
    default Sql finishing(Sql ids, Sql leases) {
        return Sql.of("DELETE FROM naust_jobs WHERE id IN (" + ids + ") AND queue = ? AND state = 1 AND lease_until > "
                + now() + " AND (id, token) IN (VALUES " + leases + ") RETURNING id");
    }

    /** Statements that take many jobs at once, where the database has arrays. */
    default Optional<OverArrays> overArrays() {
        return Optional.empty();
    }

    /**
     * Statements that take many jobs at once.
     *
     * @param add adds jobs without deduplication keys. Parameters: the queue, and arrays of their ids, data, priorities, times
     *     (null for now), attempts and pauses
     * @param finish removes leased jobs and answers with their ids. Parameters: the ids as an array, the queue, and arrays of the
     *     ids and tokens of the leases
     */
    record OverArrays(Sql add, Sql finish) {}

    /** A statement that adds a job, unless one with its deduplication key is ready or leased. */
    default Sql insertOnce(Sql columns, Sql values) {
        return Sql.of("INSERT INTO naust_jobs (" + columns + ") VALUES (" + values + ")"
                + " ON CONFLICT (queue, dedup) WHERE state < 2 AND dedup IS NOT NULL DO NOTHING");
    }

    /** An ordered question with an answer of at most as many rows as its last parameter, which this adds, says. */
    default Sql limited(Sql question) {
        return Sql.of(question + " LIMIT ?");
    }
}
