package dev.naust.postgres.copy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Layout;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteReport;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.connection.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first filling of a table without rules: one {@code COPY} from flush to flush, during which nothing else can be done on its
 * connection. Everything that the server could refuse is found before a row is sent, so that a reject costs nothing but its own
 * row.
 *
 * <p>The first copy is frozen, as its rows need no second visit by the server then; that asks for an emptied table in the same
 * transaction, and the table is emptied only when it is empty already.
 */
final class FillingWriter implements RecordWriter {
    private static final Logger LOG = LoggerFactory.getLogger(FillingWriter.class);

    private final Session session;
    private final Target target;
    private final Layout fields;
    private final RowEncoder encoder;
    private final boolean expecting;
    private final CopyBuffer buffer = CopyStream.newBuffer();
    private @Nullable CopyStream stream;
    private boolean begun;

    /**
     * @param fields what records hold
     * @param expecting whether all of them are expected to fit
     */
    FillingWriter(Session session, Target target, Layout fields, boolean expecting) {
        this.expecting = expecting;
        this.session = session;
        this.fields = fields;
        this.target = target;
        this.encoder = expecting ? target.trustingEncoder() : target.encoder();
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        return run(() -> append(batch, begin()));
    }

    @Override
    public boolean takesPacked() {
        return encoder.takesPacked(fields);
    }

    @Override
    public WriteReport write(PackedRecords batch) throws InterruptedException {
        return run(() -> append(batch, begin()));
    }

    private WriteReport run(Session.Work<WriteReport> work) throws InterruptedException {
        return session.run(target.task(), () -> {
            try {
                return work.run();
            } catch (SQLException refused) {
                if (expecting && Blame.isARecords(refused)) {
                    throw new StoreException(
                            CommonError.NOT_AS_EXPECTED,
                            "PostgreSQL refuses a record of " + target.table().id()
                                    + ": every record is judged before it is sent.",
                            refused);
                }
                throw refused;
            }
        });
    }

    private CopyStream begin() throws SQLException {
        CopyStream open = stream;
        if (open == null) {
            open = CopyStream.begin(session, target.copy(freeze()), buffer);
            stream = open;
        }
        return open;
    }

    private WriteReport append(PackedRecords batch, CopyStream open) throws SQLException {
        long before = open.bytes();
        List<Rejected> rejected = new ArrayList<>(0);
        for (int i = 0; i < batch.size(); i++) {
            Optional<Rejected> misfit =
                    encoder.encode(batch, i, buffer) ? Optional.empty() : encoder.encode(batch.record(i), buffer);
            if (misfit.isEmpty()) {
                open.rowDone(encoder.streamed());
            } else {
                rejected.add(misfit.get());
            }
        }
        return new WriteReport(batch.size() - rejected.size(), open.bytes() - before, rejected);
    }

    private WriteReport append(List<DataRecord> batch, CopyStream open) throws SQLException {
        long before = open.bytes();
        List<Rejected> rejected = new ArrayList<>(0);
        for (DataRecord record : batch) {
            Optional<Rejected> misfit = encoder.encode(record, buffer);
            if (misfit.isEmpty()) {
                open.rowDone(encoder.streamed());
            } else {
                rejected.add(misfit.get());
            }
        }
        return new WriteReport(batch.size() - rejected.size(), open.bytes() - before, rejected);
    }

    /** Whether the copy about to begin can be frozen. */
    private boolean freeze() throws SQLException {
        // A table that is filled chunk by chunk is not locked for each of them.
        if (begun || holdsRows()) {
            return false;
        }
        begun = true;
        session.execute(Sql.of("LOCK TABLE ONLY " + target.name() + " IN ACCESS EXCLUSIVE MODE"));
        if (holdsRows()) {
            return false;
        }
        session.execute(Sql.of("TRUNCATE ONLY " + target.name()));
        return true;
    }

    private boolean holdsRows() throws SQLException {
        Sql any = Sql.of("SELECT EXISTS (SELECT FROM ONLY " + target.name() + ")");
        try (Statement statement = session.connection().createStatement();
                ResultSet row = Statements.query(statement, any)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        return run(() -> {
            CopyStream open = stream;
            if (open != null) {
                open.end();
                stream = null;
                session.commit();
            }
            return WriteReport.nothing();
        });
    }

    @Override
    public void close() {
        CopyStream open = stream;
        stream = null;
        if (open != null) {
            try {
                open.cancel();
            } catch (SQLException e) {
                // The server answers a copy that was given up with an error; closing the session undoes the rest.
                LOG.debug("A copy into {} ended with an error when it was given up", target.name(), e);
            }
        }
        session.close();
    }
}
