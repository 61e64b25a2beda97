package dev.naust.postgres;

import dev.naust.api.store.Category;
import dev.naust.api.store.Snapshots;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions.Work;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.connection.Connections;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.connection.Sessions;
import dev.naust.postgres.type.PostgresDialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;

/**
 * One state of a database for several sessions: a transaction that reads exports its snapshot, and each further session begins
 * with that (PostgreSQL manual, "Snapshot Synchronization Functions").
 */
final class PostgresSnapshots implements Snapshots {
    private static final Sql READING = Sql.of("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    private static final Sql EXPORT = Sql.of("SELECT pg_catalog.pg_export_snapshot()");

    private final Connections connections;
    private final Function<Sessions, PostgresStore> stores;

    /** @param stores makes a store that gets its sessions there */
    PostgresSnapshots(Connections connections, Function<Sessions, PostgresStore> stores) {
        this.connections = connections;
        this.stores = stores;
    }

    @Override
    public <T> T inSnapshot(Work<T> work) throws InterruptedException {
        try (Session keeper = connections.open()) {
            String snapshot = keeper.run("Taking a snapshot", () -> export(keeper));
            try (FrozenStore frozen = new FrozenStore(stores.apply(() -> joining(snapshot)))) {
                return work.run(frozen);
            }
        }
    }

    private static String export(Session session) throws SQLException {
        session.execute(READING);
        try (Statement statement = session.connection().createStatement();
                ResultSet row = Statements.query(statement, EXPORT)) {
            row.next();
            return row.getString(1);
        }
    }

    private Session joining(String snapshot) {
        Session session = connections.open();
        try {
            return session.run("Joining a snapshot", () -> {
                session.execute(READING);
                session.execute(Sql.of("SET TRANSACTION SNAPSHOT " + PostgresDialect.INSTANCE.literal(snapshot)));
                return session;
            });
        } catch (InterruptedException e) {
            session.close();
            throw Interruption.notAllowed(e);
        } catch (StoreException e) {
            session.close();
            throw e.category() == Category.UNAVAILABLE ? e : ended(e);
        }
    }

    /** The server forgets a snapshot with the connection that keeps it. */
    private StoreException ended(StoreException cause) {
        return new StoreException(
                PostgresErrorCode.CONNECTION_LOST,
                "The snapshot has ended, because the connection to "
                        + connections.errors().server() + " that kept it broke. Take another one.",
                cause);
    }
}
