package dev.naust.jdbc;

import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Optional;

/** Finding out what a driver meant. */
public final class SqlErrors {
    /** SQL Server's number, which has no SQLSTATE of its class. */
    private static final int LOGIN_FAILED = 18456;

    private SqlErrors() {}

    /** The first error of a chain of causes that is the database's own. */
    public static Optional<SQLException> in(Throwable failure) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 50; t = t.getCause(), depth++) {
            if (t instanceof SQLException error) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    /**
     * The SQLSTATE of an error or of one that follows it in a batch's chain; empty text when the driver gave none.
     */
    public static String state(SQLException error) {
        int depth = 0;
        for (SQLException e = error; e != null && depth < 50; e = e.getNextException(), depth++) {
            if (e.getSQLState() != null && !e.getSQLState().isEmpty()) {
                return e.getSQLState();
            }
        }
        return "";
    }

    /**
     * Whether a server refused to let the user in, or showed a certificate that does not count: nothing that trying again at
     * once could change.
     */
    public static boolean isRefusal(Throwable failure) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 50; t = t.getCause(), depth++) {
            boolean refused = t instanceof SQLException error
                    && (state(error).startsWith("28") || error.getErrorCode() == LOGIN_FAILED);
            if (refused || t instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }

    /** What a driver says, in one line without the driver's decoration; never null. */
    public static String message(Throwable failure) {
        String text = failure.getMessage();
        if (text == null || text.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
