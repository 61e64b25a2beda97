package dev.naust.jdbc;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;

/** What JDBC's failures say of servers that have gone without a word. */
public final class Silence {
    private Silence() {}

    /**
     * Runs a call that waits for a connection's server.
     *
     * @throws SQLException of the class 08 when the server has gone without a word
     */
    public static <T> T run(Vigil<Connection, ?> vigil, Connection connection, Interrupts.Call<T> call)
            throws SQLException, InterruptedException {
        Vigil<Connection, ?>.Wait wait = vigil.begin(connection);
        try (wait) {
            return call.run();
        } catch (SQLException e) {
            throw wait.isHopeless() ? failure(e) : e;
        }
    }

    /** What is thrown where a server says nothing any more. */
    static SQLException failure(SQLException failure) {
        SocketTimeoutException timeout = new SocketTimeoutException("No answer, nor to a new connection");
        timeout.initCause(failure);
        return new SQLException("The server says nothing, and answers no new connection either", "08006", timeout);
    }

    /**
     * Whether a failure to connect means that nobody was there; what refuses, was.
     *
     * @param failure to a known address; its own SQLSTATE counts
     */
    public static boolean is(SQLException failure) {
        String state = SqlErrors.state(failure);
        return state.startsWith("08") && !state.equals("08004") && !state.equals("08P01");
    }
}
