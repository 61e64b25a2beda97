package dev.naust.jdbc;

import java.util.List;

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
     * Chooses due jobs, as the subquery of {@code id IN (…)} or what the database needs in its place; the rows are this
     * transaction's own afterwards and others pass them by. Parameters: the queue, and how many at most.
     *
     * @param due which ones in which order: a condition and an {@code ORDER BY}, without a parameter
     */
    Sql chosen(Sql due);
}
