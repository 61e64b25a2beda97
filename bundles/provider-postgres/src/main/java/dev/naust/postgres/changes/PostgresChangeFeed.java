package dev.naust.postgres.changes;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.catalogue.Catalogue;
import dev.naust.postgres.connection.Connections;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.type.PostgresDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Follows tables by logical decoding with {@code pgoutput}, which every server has: a follower is a replication slot and a
 * publication. Safe for use by several threads.
 */
public final class PostgresChangeFeed implements ChangeFeed {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");
    private static final int BUSY_SECONDS = 5;
    private static final Sql LEVEL = Sql.of("SELECT pg_catalog.current_setting('wal_level')");
    private static final Sql IDENTITY = Sql.of("""
            SELECT c.relkind, c.relreplident,
              EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p') AS has_key
            FROM pg_catalog.pg_class c WHERE c.oid = ?::text::oid
            """);

    private final Connections connections;

    /** Follows tables of one database. */
    public PostgresChangeFeed(Connections connections) {
        this.connections = connections;
    }

    @Override
    public Position follow(String name, List<DatasetId> datasets) throws InterruptedException {
        requireName(name);
        if (datasets.isEmpty()) {
            throw new StoreException(
                    PostgresErrorCode.NOT_FOLLOWABLE, "No collection was named. Name those to follow.");
        }
        return alone(name, slot -> {
            Optional<Slot.State> known = on("Looking for the follower " + name, slot::state);
            if (known.isPresent()) {
                return begin(name, slot, datasets, known.get());
            }
            requireLogical();
            on("Following collections", connection -> {
                for (DatasetId id : datasets) {
                    requireKey(connection, id);
                }
                slot.unpublish(connection);
                slot.publish(connection, datasets);
                return true;
            });
            return Place.before(create(slot)).position();
        });
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new StoreException(
                    PostgresErrorCode.NOT_FOLLOWABLE,
                    "A follower's name has 1 to 41 of the characters a to z, 0 to 9 and _, and begins with a letter."
                            + " Choose another name.");
        }
    }

    private Position begin(String name, Slot slot, List<DatasetId> datasets, Slot.State state)
            throws InterruptedException {
        if (state.lost()) {
            throw gone(name);
        }
        Set<DatasetId> followed = on("Looking for the follower " + name, slot::tables);
        if (!followed.equals(Set.copyOf(datasets))) {
            throw new StoreException(
                    PostgresErrorCode.EXISTS,
                    "The follower \"" + name + "\" follows other collections of "
                            + connections.errors().server() + " already. Forget it first, or choose another name.");
        }
        return Place.before(state.kept()).position();
    }

    private LogSequenceNumber create(Slot slot) throws InterruptedException {
        boolean made = false;
        try {
            LogSequenceNumber begins = on("Making a replication slot", connection -> {
                // It waits for all transactions that write at this moment.
                Statements.execute(connection, Sql.of("SET LOCAL statement_timeout = '60s'"));
                return slot.create(connection);
            });
            made = true;
            return begins;
        } finally {
            if (!made) {
                on("Removing a publication", connection -> {
                    slot.unpublish(connection);
                    return true;
                });
            }
        }
    }

    private void requireLogical() throws InterruptedException {
        String level = on("Asking for wal_level", connection -> {
            try (PreparedStatement statement = Statements.prepare(connection, LEVEL);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        });
        if (!level.equals("logical")) {
            throw new StoreException(
                    PostgresErrorCode.WAL_LEVEL,
                    connections.errors().server()
                            + " does not log what is needed to follow changes: its wal_level is \"" + level
                            + "\". Set wal_level = logical and restart it.");
        }
    }

    /** Without a key the server would refuse every update and deletion as soon as the table is followed. */
    private static void requireKey(Connection connection, DatasetId id) throws SQLException {
        long oid = new Catalogue(connection)
                .find(id)
                .orElseThrow(() -> new StoreException(
                        PostgresErrorCode.NO_COLLECTION,
                        "There is no table or view " + id + ". Check its schema and name, case included."))
                .oid();
        try (PreparedStatement statement = Statements.prepare(connection, IDENTITY)) {
            statement.setString(1, Long.toString(oid));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                boolean table = Set.of("r", "p").contains(row.getString(1));
                boolean tells = Set.of("d", "f").contains(row.getString(2));
                if (!table || !tells || !row.getBoolean(3)) {
                    throw new StoreException(
                            PostgresErrorCode.NOT_FOLLOWABLE,
                            table
                                    ? id
                                            + " cannot be followed, because its changes do not say of which record they are."
                                            + " Give it a primary key, and REPLICA IDENTITY DEFAULT or FULL."
                                    : id + " is no table of this server, and has no changes. Follow the tables that it"
                                            + " shows.");
                }
            }
        }
    }

    @Override
    public void forget(String name) throws InterruptedException {
        requireName(name);
        alone(name, slot -> {
            drop(slot, name);
            return on("Forgetting the follower " + name, connection -> {
                slot.unpublish(connection);
                return true;
            });
        });
    }

    /** The server may not have noticed yet that the last reader has gone. */
    private void drop(Slot slot, String name) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BUSY_SECONDS);
        Optional<Slot.State> state = on("Looking for the follower " + name, slot::state);
        while (state.isPresent() && state.get().active()) {
            if (System.nanoTime() > end) {
                throw new StoreException(
                        PostgresErrorCode.CONFLICT,
                        "Somebody reads the changes of the follower \"" + name + "\" on "
                                + connections.errors().server() + ". Close that reader first.");
            }
            TimeUnit.MILLISECONDS.sleep(50);
            state = on("Looking for the follower " + name, slot::state);
        }
        if (state.isPresent()) {
            on("Forgetting the follower " + name, connection -> {
                slot.drop(connection);
                return true;
            });
        }
    }

    @Override
    public boolean knowsItsEnd() {
        return true;
    }

    @Override
    public ChangeReader read(String name, Position after) {
        requireName(name);
        Place place = Place.of(after);
        try {
            Slot slot = on("Looking for the follower " + name, connection -> Slot.of(connection, name));
            Slot.State state = on("Looking for the follower " + name, slot::state)
                    .filter(found -> !found.lost())
                    .orElseThrow(() -> gone(name));
            if (place.compareTo(Place.before(state.kept())) < 0) {
                throw gone(name);
            }
            return new SlotReader(connections, slot, place);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    PostgresErrorCode.TIMEOUT, "The call was interrupted before the server answered. Try again.", e);
        }
    }

    private StoreException gone(String name) {
        return new StoreException(
                CommonError.CHANGES_GONE,
                connections.errors().server() + " keeps no changes from there on for the follower \"" + name
                        + "\". Compare the collections, and follow them anew.");
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T on(String task, Work<T> work) throws InterruptedException {
        try (Session session = connections.open()) {
            return session.run(task, () -> {
                T result = work.run(session.connection());
                session.commit();
                return result;
            });
        }
    }

    @FunctionalInterface
    private interface Alone<T> {
        T run(Slot slot) throws InterruptedException;
    }

    /** Of all processes one at a time makes or removes a follower of this name. */
    private <T> T alone(String name, Alone<T> work) throws InterruptedException {
        try (Session lock = connections.open()) {
            Slot slot = lock.run("Waiting for others that follow", () -> {
                Slot found = Slot.of(lock.connection(), name);
                lock.execute(Sql.of("SET LOCAL lock_timeout = '60s'"));
                lock.execute(Sql.of("SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext("
                        + PostgresDialect.INSTANCE.literal(found.name()) + ")::bigint)"));
                return found;
            });
            return work.run(slot);
        }
    }
}
