package dev.naust.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Transactions of a writer's own, one from each flush to the next. */
final class GateTurns implements SqliteWriter.WriterTurns {
    private final SqliteWriterGate gate;
    private final boolean foreignKeys;
    private SqliteWriterGate.@Nullable Turn turn;

    GateTurns(SqliteWriterGate gate, boolean foreignKeys) {
        this.gate = gate;
        this.foreignKeys = foreignKeys;
    }

    @Override
    public Connection begin() throws InterruptedException {
        SqliteWriterGate.Turn begun = gate.begin(foreignKeys);
        turn = begun;
        return begun.connection();
    }

    @Override
    public void commit() throws SQLException {
        SqliteWriterGate.Turn current = turn;
        if (current != null) {
            current.commit();
            turn = null;
        }
    }

    @Override
    public void rollback() throws SQLException {
        SqliteWriterGate.Turn current = turn;
        if (current != null) {
            current.close();
            turn = null;
        }
    }
}
