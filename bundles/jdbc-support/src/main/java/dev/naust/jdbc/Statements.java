package dev.naust.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The one way of SQL to a database: no other class hands texts to JDBC, and this one takes only {@link Sql}. */
public final class Statements {
    private Statements() {}

    /** Prepares a statement, which the caller closes. */
    public static PreparedStatement prepare(Connection connection, Sql sql) throws SQLException {
        return connection.prepareStatement(sql.toString());
    }

    /** Executes a statement without a result. */
    public static void execute(Connection connection, Sql sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql.toString());
        }
    }

    /** The same by a statement that the caller has made, so that somebody can cancel it. */
    public static void execute(Statement statement, Sql sql) throws SQLException {
        statement.execute(sql.toString());
    }

    /** Asks; the answer ends with the statement. */
    public static ResultSet query(Statement statement, Sql sql) throws SQLException {
        return statement.executeQuery(sql.toString());
    }
}
