package dev.naust.postgres.copy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.store.Rejected;
import dev.naust.jdbc.SqlErrors;
import dev.naust.postgres.connection.PostgresErrors;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Tells the failures that a record is to blame for from those that end the writing. */
final class Blame {
    private Blame() {}

    /** Whether the server refused a record and would take others. */
    static boolean isARecords(SQLException failure) {
        String state = SqlErrors.state(failure);
        // 22 bad data, 23 broken rules, 21 and 44 rules of single rows, 54 too large, P0 what a trigger raised.
        return state.length() == 5
                && java.util.Set.of("21", "22", "23", "44", "54", "P0").contains(state.substring(0, 2));
    }

    /** The reject of a record that the server refused. */
    static Rejected on(DataRecord record, SQLException failure) {
        ServerErrorMessage message = message(failure);
        String column = message == null || message.getColumn() == null ? "" : message.getColumn();
        String rule = message == null || message.getConstraint() == null ? "" : message.getConstraint();
        String reason =
                switch (SqlErrors.state(failure)) {
                    case "23505" -> "Another record has this key already (rule \"" + rule + "\")";
                    case "23503" -> "It refers to a record that is not there (rule \"" + rule + "\")";
                    case "23514" -> "It breaks the rule \"" + rule + "\" of the table";
                    default -> "PostgreSQL refused it: " + said(failure);
                };
        return new Rejected(record, column, reason);
    }

    private static String said(SQLException failure) {
        SQLException next = failure.getNextException();
        return PostgresErrors.said(message(failure) == null && next != null ? next : failure);
    }

    private static @Nullable ServerErrorMessage message(SQLException failure) {
        for (SQLException e = failure; e != null; e = e.getNextException()) {
            if (e instanceof PSQLException error && error.getServerErrorMessage() != null) {
                return error.getServerErrorMessage();
            }
        }
        return null;
    }
}
