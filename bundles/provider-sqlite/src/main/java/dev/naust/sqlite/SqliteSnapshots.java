package dev.naust.sqlite;

import dev.naust.api.store.Snapshots;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * States of a file that do not change. With a write-ahead log a read transaction is one, and disturbs nobody: several connections
 * begin theirs while writers are kept out for a moment, so that all see the same. Without a log a read transaction would keep
 * every writer out until it ends, so the state is copied with SQLite's online backup instead, which gives way to writers.
 */
final class SqliteSnapshots implements Snapshots {
    private static final int CONNECTIONS = 4;

    private final SqliteFile file;
    private final SqliteWriterGate gate;
    private final SqliteReads reads;
    private final Interrupts interrupts;
    private final Runnable requireOpen;

    SqliteSnapshots(
            SqliteFile file, SqliteWriterGate gate, SqliteReads reads, Interrupts interrupts, Runnable requireOpen) {
        this.file = file;
        this.gate = gate;
        this.reads = reads;
        this.interrupts = interrupts;
        this.requireOpen = requireOpen;
    }

    @Override
    public <T> T inSnapshot(Transactions.Work<T> work) throws InterruptedException {
        requireOpen.run();
        try {
            return file.isYetToCome() || hasLog() ? ofTheFile(work) : ofACopy(work);
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "reading one state of it", e);
        }
    }

    private boolean hasLog() throws SQLException {
        try (Connection connection = file.reader();
                Statement statement = connection.createStatement();
                ResultSet mode = Statements.query(statement, Sql.of("PRAGMA journal_mode"))) {
            return "wal".equalsIgnoreCase(mode.getString(1));
        }
    }

    private <T> T ofTheFile(Transactions.Work<T> work) throws SQLException, InterruptedException {
        List<Connection> connections = new ArrayList<>();
        try {
            if (file.config().readOnly() || file.isYetToCome()) {
                // Writers cannot be kept out, so that only one connection is sure of its moment.
                connections.add(begun(file.readerOfWhatIsThere()));
            } else {
                SqliteWriterGate.Turn nobodyWrites = gate.begin(false);
                try {
                    for (int i = 0; i < CONNECTIONS; i++) {
                        connections.add(begun(file.reader()));
                    }
                } finally {
                    nobodyWrites.close();
                }
            }
            return run(work, file.path(), connections);
        } finally {
            closeAll(connections);
        }
    }

    private <T> T ofACopy(Transactions.Work<T> work) throws SQLException, InterruptedException {
        List<Connection> connections = new ArrayList<>();
        try (SqliteCopy copy = SqliteCopy.of(file)) {
            try {
                for (int i = 0; i < CONNECTIONS; i++) {
                    connections.add(begun(copy.reader()));
                }
                return run(work, file.path(), connections);
            } finally {
                closeAll(connections);
            }
        }
    }

    private <T> T run(Transactions.Work<T> work, Path path, List<Connection> connections) throws InterruptedException {
        try (SqliteFrozenStore frozen = new SqliteFrozenStore(path, connections, reads, interrupts)) {
            return work.run(frozen);
        }
    }

    /** A transaction takes its moment with the first look at the file, not before. */
    private static Connection begun(Connection connection) throws SQLException {
        try {
            Statements.execute(connection, Sql.of("BEGIN"));
            try (Statement statement = connection.createStatement();
                    ResultSet rows = Statements.query(statement, Sql.of("SELECT count(*) FROM sqlite_schema"))) {
                rows.next();
            }
            return connection;
        } catch (SQLException e) {
            try (connection) {
                throw e;
            }
        }
    }

    private void closeAll(List<Connection> connections) {
        StoreException failure = null;
        for (Connection each : connections) {
            try {
                each.close();
            } catch (SQLException e) {
                failure = SqliteErrors.explain(file.path(), "ending the reading of one state", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
