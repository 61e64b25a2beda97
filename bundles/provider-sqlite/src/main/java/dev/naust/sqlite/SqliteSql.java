package dev.naust.sqlite;

import dev.naust.api.store.Sql.Explanation;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.AnswerRows;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlQueue.Turns;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Questions on a connection that SQLite itself keeps from writing and from attaching other files, and commands at the gate. */
final class SqliteSql implements dev.naust.api.store.Sql {
    private static final Pattern INDEX = Pattern.compile("USING (?:COVERING )?INDEX (\\S+)");
    private static final Pattern SCAN = Pattern.compile("^SCAN (\\S+)(?!.*USING)");

    private final SqliteFile file;
    private final Interrupts interrupts;
    private final Turns turns;

    SqliteSql(SqliteFile file, Interrupts interrupts, Turns turns) {
        this.file = file;
        this.interrupts = interrupts;
        this.turns = turns;
    }

    @Override
    public Rows query(SqlStatement statement) throws InterruptedException {
        Connection connection = file.reader();
        try {
            return ask(connection, Sql.asked(statement), statement);
        } catch (SQLException e) {
            throw abandoned(connection, e);
        } catch (InterruptedException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    private Rows ask(Connection connection, Sql sql, SqlStatement statement) throws SQLException, InterruptedException {
        PreparedStatement prepared = prepared(connection, sql, statement);
        ResultSet answer = interrupts.run(prepared, prepared::executeQuery);
        return new AnswerRows(answer, new AnswerRows.Ways() {
            @Override
            public <T> T run(Interrupts.Call<T> call) throws InterruptedException {
                try {
                    return interrupts.run(prepared, call);
                } catch (SQLException e) {
                    throw SqliteErrors.explain(file.path(), "answering a question", e);
                }
            }

            @Override
            public void close() {
                try {
                    connection.close();
                } catch (SQLException e) {
                    throw SqliteErrors.explain(file.path(), "ending a question", e);
                }
            }
        });
    }

    @Override
    public long execute(SqlStatement statement) throws InterruptedException {
        return turns.change("running a statement", connection -> {
            try (PreparedStatement prepared = prepared(connection, Sql.asked(statement), statement)) {
                return (long) prepared.executeUpdate();
            }
        });
    }

    private static PreparedStatement prepared(Connection connection, Sql sql, SqlStatement statement)
            throws SQLException {
        PreparedStatement prepared = Statements.prepare(connection, sql);
        prepared.setQueryTimeout((int) Math.max(1, statement.timeout().toSeconds()));
        Parameters.set(prepared, 1, statement.parameters());
        return prepared;
    }

    /** SQLite's own estimate has no cost; measured is the time to answer the question to its end. */
    @Override
    public Explanation explain(SqlStatement statement, boolean analyze) throws InterruptedException {
        List<String> plan = plan(statement);
        OptionalDouble milliseconds = analyze ? OptionalDouble.of(measured(statement)) : OptionalDouble.empty();
        List<String> indexes = found(INDEX, plan);
        List<String> scans = found(SCAN, plan);
        List<String> advice = scans.stream()
                .map(table ->
                        "Table " + table + " is read from end to end; an index on the columns that choose its rows"
                                + " would spare that if few are chosen")
                .toList();
        return new Explanation(
                "text", String.join("\n", plan), OptionalDouble.empty(), milliseconds, indexes, scans, advice);
    }

    private List<String> plan(SqlStatement statement) throws InterruptedException {
        try (Connection connection = file.reader();
                PreparedStatement prepared =
                        prepared(connection, Sql.of("EXPLAIN QUERY PLAN " + Sql.asked(statement)), statement);
                ResultSet rows = interrupts.run(prepared, prepared::executeQuery)) {
            List<String> plan = new ArrayList<>();
            while (rows.next()) {
                plan.add(rows.getString("detail"));
            }
            return plan;
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "explaining a statement", e);
        }
    }

    private double measured(SqlStatement statement) throws InterruptedException {
        long begun = System.nanoTime();
        try (Rows rows = query(statement)) {
            while (!rows.next(1_000, 1 << 20).last()) {
                // The rows themselves are not wanted, only how long they take.
            }
        }
        return (System.nanoTime() - begun) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    private static List<String> found(Pattern pattern, List<String> plan) {
        List<String> found = new ArrayList<>();
        for (String line : plan) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find() && !found.contains(matcher.group(1))) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }

    private StoreException abandoned(Connection connection, SQLException failure) {
        close(connection, failure);
        return SqliteErrors.explain(file.path(), "asking a question", failure);
    }

    private static void close(Connection connection, Exception failure) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
