package dev.naust.postgres.copy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Layout;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.WriteReport;
import dev.naust.postgres.connection.Session;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds records to a table with rules of its own: one {@code COPY} for each batch. Where the server refuses a row, the batch is
 * undone and halved until the bad rows stand alone.
 */
final class CopyingWriter implements RecordWriter {
    private final Session session;
    private final Target target;
    private final CopyBuffer buffer = CopyStream.newBuffer();
    private @Nullable Layout layout;
    private Target present;
    private RowEncoder encoder;

    CopyingWriter(Session session, Target target) {
        this.session = session;
        this.target = target;
        this.present = target;
        this.encoder = target.encoder();
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        return session.run(target.task(), () -> {
            Tally tally = new Tally();
            int from = 0;
            for (int to = 1; to <= batch.size(); to++) {
                if (to == batch.size() || !layoutOf(batch, to).equals(layoutOf(batch, from))) {
                    adopt(layoutOf(batch, from));
                    copy(batch.subList(from, to), tally);
                    from = to;
                }
            }
            return tally.report();
        });
    }

    private static Layout layoutOf(List<DataRecord> batch, int index) {
        return batch.get(index).body().layout();
    }

    /** A field that a record lacks is left to the column's default. */
    private void adopt(Layout next) {
        if (next != layout && !next.equals(layout)) {
            present = target.only(Set.copyOf(next.names()));
            encoder = present.encoder();
        }
        layout = next;
    }

    private void copy(List<DataRecord> records, Tally tally) throws SQLException, InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("Interrupted between two copies");
        }
        Savepoint before = session.connection().setSavepoint();
        try {
            Tally attempt = attempt(records);
            session.connection().releaseSavepoint(before);
            tally.add(attempt);
        } catch (SQLException failure) {
            session.connection().rollback(before);
            session.connection().releaseSavepoint(before);
            if (!Blame.isARecords(failure)) {
                throw failure;
            } else if (records.size() == 1) {
                tally.rejected.add(Blame.on(records.get(0), failure));
            } else {
                int middle = records.size() / 2;
                copy(records.subList(0, middle), tally);
                copy(records.subList(middle, records.size()), tally);
            }
        }
    }

    private Tally attempt(List<DataRecord> records) throws SQLException {
        Tally attempt = new Tally();
        CopyStream stream = CopyStream.begin(session, present.copy(false), buffer);
        try {
            for (DataRecord record : records) {
                Optional<Rejected> misfit = encoder.encode(record, buffer);
                if (misfit.isEmpty()) {
                    stream.rowDone(encoder.streamed());
                    attempt.written++;
                } else {
                    attempt.rejected.add(misfit.get());
                }
            }
            attempt.bytes = stream.bytes();
            stream.end();
            return attempt;
        } catch (SQLException | RuntimeException failure) {
            try {
                stream.cancel();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        return session.run(target.task(), () -> {
            session.commit();
            return WriteReport.nothing();
        });
    }

    @Override
    public void close() {
        session.close();
    }

    /** What has become of some records. */
    private static final class Tally {
        private long written;
        private long bytes;
        private final List<Rejected> rejected = new ArrayList<>(0);

        void add(Tally other) {
            written += other.written;
            bytes += other.bytes;
            rejected.addAll(other.rejected);
        }

        WriteReport report() {
            return new WriteReport(written, bytes, rejected);
        }
    }
}
