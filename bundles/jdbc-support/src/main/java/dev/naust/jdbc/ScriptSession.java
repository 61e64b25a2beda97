package dev.naust.jdbc;

import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A session in which an operator's scripts run, on a connection of their own. For one thread at a time. */
public abstract class ScriptSession implements Structures.Session {
    private final Loan loan;

    /**
     * Begins. A script may change settings of its session, so that the connection is not lent to others afterwards.
     *
     * @throws StoreException when the server is gone
     */
    protected ScriptSession(Loan loan) throws InterruptedException {
        this.loan = loan;
        loan.abandon();
        loan.run("Beginning a session", () -> {
            loan.connection().setAutoCommit(true);
            return true;
        });
    }

    @Override
    public final void begin() throws InterruptedException {
        loan.run("Beginning a transaction", () -> {
            loan.connection().setAutoCommit(false);
            return true;
        });
    }

    @Override
    public final void commit() throws InterruptedException {
        loan.run("Committing", () -> {
            loan.commit();
            loan.connection().setAutoCommit(true);
            return true;
        });
    }

    @Override
    public final void rollback() throws InterruptedException {
        loan.run("Undoing", () -> {
            loan.connection().rollback();
            loan.connection().setAutoCommit(true);
            return true;
        });
    }

    @Override
    public void execute(String text, Duration timeout) throws InterruptedException {
        loan.run("Running a statement of a script", () -> {
            try (Statement statement = loan.watched(loan.connection().createStatement())) {
                // A driver would take a question mark for a parameter and a brace for an escape.
                statement.setEscapeProcessing(false);
                statement.setQueryTimeout((int) Math.max(1, timeout.toSeconds()));
                Statements.execute(statement, Sql.script(text));
                // A batch has an answer for each of its statements, and a failure may stand behind the first.
                while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
                    // Each is taken, so that the next one is told.
                }
                return true;
            }
        });
    }

    @Override
    public final List<Map<String, String>> ask(String question) throws InterruptedException {
        return loan.run("Asking a question", () -> {
            try (Statement statement = loan.watched(loan.connection().createStatement());
                    ResultSet rows = Statements.query(statement, Sql.script(question))) {
                return texts(rows);
            }
        });
    }

    private static List<Map<String, String>> texts(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<Map<String, String>> found = new ArrayList<>();
        while (rows.next()) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String text = rows.getString(i);
                if (text != null) {
                    row.put(columns.getColumnLabel(i), text);
                }
            }
            found.add(row);
        }
        return found;
    }
}
