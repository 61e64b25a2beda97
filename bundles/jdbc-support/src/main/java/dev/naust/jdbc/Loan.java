package dev.naust.jdbc;

import dev.naust.api.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection on loan, in a transaction. For one thread at a time; a second {@link #close()} does nothing. */
public interface Loan extends AutoCloseable {
    /** What happens on a loan. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException, InterruptedException;
    }

    /** The connection, which is given back by {@link #close()}. */
    Connection connection();

    /**
     * Runs work that an interrupt of this thread ends.
     *
     * @param task what is being done, as the beginning of a sentence
     * @throws StoreException when the server refuses or is gone
     */
    <T> T run(String task, Work<T> work) throws InterruptedException;

    /** Names the statement that an interrupt cancels from now on, where a connection cannot tell by itself. */
    default <T extends Statement> T watched(T statement) {
        return statement;
    }

    /** Ends the transaction, where it is this loan's own, and makes its changes durable. */
    void commit() throws SQLException, InterruptedException;

    /** Makes {@link #close()} end the connection, because it is not fit for others any more. */
    void abandon();

    /** Gives the connection back; what was not committed is undone. */
    @Override
    void close();
}
