package dev.naust.postgres.changes;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.ChangeReader;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlErrors;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.catalogue.Catalogue;
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.connection.Connections;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Reads a slot over a connection of its own, which is made again where it left off when it is lost. What the server may forget is
 * told to it once, when reading begins: everything before the place to go on from.
 */
final class SlotReader implements ChangeReader {
    private static final String TASK = "Reading changes";
    private static final Sql MARK = Sql.of("SELECT pg_catalog.pg_logical_emit_message(true, 'naust', '')");
    private static final Sql END = Sql.of("SELECT pg_catalog.pg_current_wal_flush_lsn()::text");
    private static final String IN_USE = "55006";
    private static final int ANSWER_SECONDS = 60;
    private static final long BUSY_MILLIS = 5_000;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final Connections connections;
    private final Slot slot;
    private final Deque<Change> waiting = new ArrayDeque<>();
    private final Place released;
    private Place place;
    private @Nullable Connection connection;
    private @Nullable PGReplicationStream stream;
    private ChangeDecoder decoder;
    private volatile boolean closed;

    SlotReader(Connections connections, Slot slot, Place after) {
        this.connections = connections;
        this.slot = slot;
        this.released = after;
        this.place = after;
        this.decoder = new ChangeDecoder(this::table, after);
    }

    @Override
    public List<Change> next(int max, Duration patience) throws InterruptedException {
        if (closed) {
            throw connections.errors().closed();
        }
        long end = System.nanoTime() + patience.toNanos();
        List<Change> found = new ArrayList<>();
        boolean again = stream != null;
        long pause = 1;
        while (true) {
            try {
                collect(found, max);
            } catch (SQLException e) {
                disconnect();
                // An idle stream may have died of old age; one that has just been made has a reason.
                if (found.isEmpty() && !again) {
                    throw failure(e);
                }
                again = false;
            }
            if (!found.isEmpty() || System.nanoTime() >= end) {
                return found;
            }
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
    }

    /**
     * Leaves a mark in the server's log and waits until the server says that it has sent everything up to there: it sends what
     * was committed a moment later, so that a silent stream alone says nothing.
     */
    @Override
    public boolean isAtEnd(Duration patience) throws InterruptedException {
        if (closed) {
            throw connections.errors().closed();
        }
        long end = System.nanoTime() + patience.toNanos();
        LogSequenceNumber mark = mark();
        try {
            PGReplicationStream open = stream();
            while (waiting.isEmpty()) {
                ByteBuffer message = open.readPending();
                if (message != null) {
                    decoder.decode(message, waiting::add);
                } else if (Long.compareUnsigned(open.getLastReceiveLSN().asLong(), mark.asLong()) >= 0) {
                    return waiting.isEmpty();
                } else if (System.nanoTime() > end) {
                    return false;
                } else {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
            return false;
        } catch (SQLException e) {
            disconnect();
            throw failure(e);
        }
    }

    private LogSequenceNumber mark() throws InterruptedException {
        try (Session session = connections.open()) {
            return session.run("Asking for the end of the log", () -> {
                Connection mine = session.connection();
                Statements.execute(mine, Sql.of("SET LOCAL synchronous_commit = on"));
                Statements.execute(mine, MARK);
                session.commit();
                try (PreparedStatement statement = Statements.prepare(mine, END);
                        ResultSet row = statement.executeQuery()) {
                    row.next();
                    LogSequenceNumber flushed = LogSequenceNumber.valueOf(row.getString(1));
                    session.commit();
                    return flushed;
                }
            });
        }
    }

    private void collect(List<Change> found, int max) throws SQLException, InterruptedException {
        PGReplicationStream open = stream();
        while (found.size() < max) {
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while reading changes");
            }
            Change next = waiting.poll();
            if (next != null) {
                found.add(next);
                place = Place.of(next.position());
                continue;
            }
            ByteBuffer message = open.readPending();
            if (message == null) {
                return;
            }
            decoder.decode(message, waiting::add);
        }
    }

    private PGReplicationStream stream() throws SQLException, InterruptedException {
        PGReplicationStream open = stream;
        if (open == null) {
            waiting.clear();
            decoder = new ChangeDecoder(this::table, place);
            open = open();
            stream = open;
        }
        return open;
    }

    /** The server may not have noticed yet that the reader before has gone. */
    private PGReplicationStream open() throws SQLException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BUSY_MILLIS);
        while (true) {
            try {
                return connect();
            } catch (SQLException e) {
                disconnect();
                if (!SqlErrors.state(e).equals(IN_USE) || System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private PGReplicationStream connect() throws SQLException {
        Connection mine = connections.dedicated(driver -> {
            driver.setReplication("database");
            driver.setAssumeMinServerVersion("12");
            driver.setPreferQueryMode(PreferQueryMode.SIMPLE);
            driver.setSocketTimeout(ANSWER_SECONDS);
        });
        connection = mine;
        Statements.execute(mine, Sql.of("SET TimeZone = 'UTC'"));
        Statements.execute(mine, Sql.of("SET DateStyle = 'ISO'"));
        Statements.execute(mine, Sql.of("SET IntervalStyle = 'postgres'"));
        Statements.execute(mine, Sql.of("SET bytea_output = 'hex'"));
        Statements.execute(mine, Sql.of("SET extra_float_digits = 1"));
        PGReplicationStream made = mine.unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot.name())
                .withStartPosition(place.commit())
                .withAutomaticFlush(false)
                .withStatusInterval(10, TimeUnit.SECONDS)
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", slot.name())
                .start();
        made.setFlushedLSN(released.commit());
        made.setAppliedLSN(released.commit());
        made.forceUpdateStatus();
        return made;
    }

    private Table table(DatasetId id) throws InterruptedException {
        try (Session session = connections.open()) {
            return session.run("Looking up " + id, () -> new Catalogue(session.connection()).find(id))
                    .orElseThrow(() -> new StoreException(
                            PostgresErrorCode.NO_COLLECTION,
                            "The table " + id + " is not there any more. Follow the other collections anew."));
        }
    }

    private StoreException failure(SQLException e) {
        if (connections.isClosed()) {
            return connections.errors().closed();
        }
        return switch (SqlErrors.state(e)) {
            case IN_USE ->
                new StoreException(
                        PostgresErrorCode.CONFLICT,
                        "Somebody else reads the changes of this follower on "
                                + connections.errors().server() + ". Close that reader first.",
                        e);
            case "42704", "55000" ->
                new StoreException(
                        CommonError.CHANGES_GONE,
                        connections.errors().server() + " keeps the changes of this follower no more. Compare the"
                                + " collections, and follow them anew.",
                        e);
            default -> connections.errors().during(TASK, e);
        };
    }

    private void disconnect() {
        Connection last = connection;
        connection = null;
        stream = null;
        if (last != null) {
            connections.cut(last);
        }
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
    }
}
