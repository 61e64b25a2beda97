package dev.naust.jdbc;

import dev.naust.api.model.DataRecord;
import dev.naust.api.store.Rejected;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes records with one prepared statement in batches. When a batch fails it is undone to a savepoint and halved until the
 * bad records stand alone: they become rejects and their neighbours arrive. The connection is in a transaction, which the
 * caller began and commits. For one thread at a time.
 */
public final class BatchWriter {
    /** How records become parameters, and which failures are a record's own fault. */
    public interface Form {
        /**
         * Sets a record's parameters.
         *
         * @return empty when they are set; else why the target cannot hold the record, which is then not written
         */
        Optional<Rejected> bind(PreparedStatement statement, DataRecord record) throws SQLException;

        /**
         * Whose fault a failure is.
         *
         * @return the reject, when the record is to blame; empty when writing cannot go on
         */
        Optional<Rejected> blame(DataRecord record, SQLException failure);

        /** Lets a savepoint go; nothing where the database keeps all of them until the transaction ends. */
        default void release(Connection connection, Savepoint savepoint) throws SQLException {
            connection.releaseSavepoint(savepoint);
        }
    }

    private final Connection connection;
    private final PreparedStatement statement;
    private final Form form;

    public BatchWriter(Connection connection, PreparedStatement statement, Form form) {
        this.connection = connection;
        this.statement = statement;
        this.form = form;
    }

    /**
     * Writes records.
     *
     * @param rejects gets those that could not be written
     * @return how many were written
     * @throws SQLException when the failure is no record's fault
     */
    public int write(List<DataRecord> records, List<Rejected> rejects) throws SQLException {
        if (records.isEmpty()) {
            return 0;
        }
        Savepoint before = connection.setSavepoint();
        List<Rejected> unfit = new ArrayList<>();
        try {
            int written = attempt(records, unfit);
            form.release(connection, before);
            rejects.addAll(unfit);
            return written;
        } catch (SQLException failure) {
            statement.clearBatch();
            connection.rollback(before);
            form.release(connection, before);
            if (records.size() > 1) {
                int middle = records.size() / 2;
                return write(records.subList(0, middle), rejects)
                        + write(records.subList(middle, records.size()), rejects);
            }
            rejects.add(form.blame(records.get(0), failure).orElseThrow(() -> failure));
            return 0;
        }
    }

    private int attempt(List<DataRecord> records, List<Rejected> unfit) throws SQLException {
        int bound = 0;
        for (DataRecord record : records) {
            Optional<Rejected> reject = form.bind(statement, record);
            if (reject.isEmpty()) {
                statement.addBatch();
                bound++;
            } else {
                unfit.add(reject.get());
            }
        }
        if (bound > 0) {
            statement.executeBatch();
        }
        return bound;
    }
}
