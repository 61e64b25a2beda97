package dev.naust.sqlserver.copy;

import com.microsoft.sqlserver.jdbc.SQLServerBulkCopy;
import com.microsoft.sqlserver.jdbc.SQLServerBulkCopyOptions;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Layout;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.sqlserver.connection.Session;
import dev.naust.sqlserver.connection.SqlServerErrors;
import dev.naust.sqlserver.type.Column;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds records by bulk copy, a batch at a time, with the table's rules and triggers in force. A batch that the server refuses is
 * undone to a savepoint and goes record by record, so that the bad one is found and its neighbours arrive.
 */
final class BulkWriter implements RecordWriter {
    /** Below this the question for the columns' metadata costs more than it saves. */
    private static final int FEW = 10;

    private final Session session;
    private final Target target;
    private final boolean fresh;
    private final Blame blame;
    private final StatementWriter oneByOne;

    /** @param fresh whether nobody else uses the table yet */
    BulkWriter(Session session, SqlServerErrors errors, Target target, boolean fresh) {
        this.session = session;
        this.target = target;
        this.fresh = fresh;
        this.blame = new Blame(errors);
        this.oneByOne = new StatementWriter(session, errors, target, WriteMode.INSERT, List.of());
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        return session.run(target.task(), () -> {
            List<Rejected> rejected = new ArrayList<>(0);
            long written =
                    batch.size() < FEW || !isUniform(batch) ? oneByOne.write(batch, rejected) : bulk(batch, rejected);
            return new WriteReport(
                    written, batch.stream().mapToLong(DataRecord::weight).sum(), rejected);
        });
    }

    private static boolean isUniform(List<DataRecord> batch) {
        Layout first = batch.get(0).body().layout();
        return batch.stream().allMatch(record -> record.body().layout().equals(first));
    }

    private long bulk(List<DataRecord> batch, List<Rejected> rejected) throws SQLException {
        List<Column> columns =
                target.among(Set.copyOf(batch.get(0).body().layout().names()));
        List<DataRecord> good = new ArrayList<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (DataRecord record : batch) {
            Target.Judged judged = target.judge(record, columns);
            judged.reject().ifPresent(rejected::add);
            if (judged.reject().isEmpty()) {
                good.add(record);
                rows.add(judged.cells());
            }
        }
        if (columns.isEmpty()) {
            return oneByOne.write(good, rejected);
        }
        Savepoint before = session.connection().setSavepoint();
        try {
            copy(columns, rows);
            return good.size();
        } catch (SQLException failure) {
            session.connection().rollback(before);
            if (!blame.isARecords(failure)) {
                throw failure;
            }
            return oneByOne.write(good, rejected);
        }
    }

    private void copy(List<Column> columns, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (SQLServerBulkCopy copy = new SQLServerBulkCopy(session.driver())) {
            SQLServerBulkCopyOptions options = new SQLServerBulkCopyOptions();
            options.setCheckConstraints(true);
            options.setFireTriggers(true);
            options.setKeepNulls(true);
            options.setKeepIdentity(columns.stream().anyMatch(Column::isIdentity));
            options.setTableLock(fresh);
            options.setBulkCopyTimeout(0);
            copy.setBulkCopyOptions(options);
            copy.setDestinationTableName(target.name().toString());
            for (int i = 0; i < columns.size(); i++) {
                copy.addColumnMapping(i + 1, columns.get(i).name());
            }
            copy.writeToServer(new BulkRows(columns, rows));
        }
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        return oneByOne.flush();
    }

    @Override
    public void close() {
        oneByOne.close();
    }
}
