package dev.naust.postgres.connection;

import java.sql.SQLException;

/** None of the servers is there and of the kind that is wanted; the message lists them. */
final class NoServerException extends SQLException {
    private static final long serialVersionUID = 1L;
    private static final String STATE = "08001";

    NoServerException(String message, SQLException last) {
        super(message, STATE, last);
    }
}
