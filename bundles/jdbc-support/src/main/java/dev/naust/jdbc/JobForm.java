package dev.naust.jdbc;

import dev.naust.api.model.Document;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** How jobs stand in their table: documents as JSON text, times as microseconds since 1970. */
final class JobForm {
    /**
     * Whether a job that is looked for by its id is leased. Written so that no partial index fits: PostgreSQL would rather walk
     * through that of all leases, which it takes for empty, than look the id up.
     */
    static final Sql LEASED = Sql.of("state + 0 = 1");

    private final QueueDialect dialect;
    private final SqlQueue.JsonText json;

    JobForm(QueueDialect dialect, SqlQueue.JsonText json) {
        this.dialect = dialect;
        this.json = json;
    }

    QueueDialect dialect() {
        return dialect;
    }

    Sql now() {
        return dialect.now();
    }

    Function<Document, String> write() {
        return json.write();
    }

    Function<String, Document> read() {
        return json.read();
    }

    /** Binds the three parameters that name a lease. */
    static void name(PreparedStatement statement, int at, String queue, String id, long token) throws SQLException {
        statement.setString(at, queue);
        statement.setString(at + 1, id);
        statement.setLong(at + 2, token);
    }

    static StoreException lost(String queue, String id, long token) {
        return new StoreException(
                CommonError.LEASE_LOST,
                "The lease " + token + " on job " + id + " of queue \"" + queue
                        + "\" has ended; give the job up, another worker may have it");
    }

    static long micros(Instant at) {
        return TimeUnit.SECONDS.toMicros(at.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(at.getNano());
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, 1_000_000L)));
    }
}
