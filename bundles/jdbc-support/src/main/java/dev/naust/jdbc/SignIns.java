package dev.naust.jdbc;

import dev.naust.api.store.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Makes new connections, and asks no server again for a while that has just refused one. Safe for use by several threads. */
public final class SignIns {
    private final Refusals<SQLException> refusals = new Refusals<>();

    /** What makes a connection. */
    @FunctionalInterface
    public interface Attempt {
        Connection connect() throws SQLException;
    }

    /**
     * Makes a connection.
     *
     * @throws SQLException when there is none, also when that is known from a moment ago
     */
    public Connection connect(Attempt attempt) throws SQLException {
        Optional<SQLException> refusal = refusals.standing();
        if (refusal.isPresent()) {
            SQLException told = refusal.get();
            throw new SQLException(told.getMessage(), told.getSQLState(), told.getErrorCode(), told);
        }
        try {
            Connection connection = attempt.connect();
            refusals.clear();
            return connection;
        } catch (SQLException e) {
            if (SqlErrors.isRefusal(e)) {
                refusals.note(e);
            }
            throw e;
        }
    }
}
