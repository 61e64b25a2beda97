package dev.naust.postgres;

import dev.naust.api.store.CommonError;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.connection.Sessions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Optional;

/**
 * Transactions, and inside of one those that end at a savepoint. A tenant is a setting that lasts as long as its transaction,
 * which the policies of row security read. Safe for use by several threads.
 */
final class PostgresTransactions implements Transactions {
    private static final Sql TENANT = Sql.of("SELECT pg_catalog.set_config(?, ?, true),"
            + " (SELECT r.rolsuper OR r.rolbypassrls FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)");

    private final Shared shared;
    private final Sessions sessions;
    private final boolean bound;
    private final SeenTables seen;
    private final Insides insides;
    private final Optional<String> tenant;

    /** Makes the stores of transactions. */
    @FunctionalInterface
    interface Insides {
        /** A store that gets its sessions from a transaction and knows the tables that this has looked up. */
        PostgresStore of(Sessions sessions, SeenTables seen);
    }

    /**
     * The transactions of a store.
     *
     * @param bound whether the sessions are in a transaction already
     * @param seen the tables that this transaction has looked up
     */
    PostgresTransactions(Shared shared, Sessions sessions, boolean bound, SeenTables seen, Insides insides) {
        this(shared, sessions, bound, seen, insides, Optional.empty());
    }

    private PostgresTransactions(
            Shared shared,
            Sessions sessions,
            boolean bound,
            SeenTables seen,
            Insides insides,
            Optional<String> tenant) {
        this.shared = shared;
        this.sessions = sessions;
        this.bound = bound;
        this.seen = seen;
        this.insides = insides;
        this.tenant = tenant;
    }

    @Override
    public Transactions forTenant(String wanted) {
        if (shared.tenantSetting().isEmpty()) {
            throw new StoreException(
                    CommonError.UNSUPPORTED,
                    "The store at " + shared.connections().errors().server() + " does not keep tenants apart. Set"
                            + " \"tenantSetting\" to the setting that the policies of its tables read.");
        }
        if (bound) {
            throw new StoreException(
                    CommonError.UNSUPPORTED,
                    "A transaction inside another is the same tenant's. Choose the tenant of the outermost one.");
        }
        if (wanted.isBlank() || wanted.indexOf('\0') >= 0) {
            throw new StoreException(
                    PostgresErrorCode.TENANT, "A tenant's name is not blank and has no U+0000. Give its name.");
        }
        return new PostgresTransactions(shared, sessions, false, seen, insides, Optional.of(wanted));
    }

    @Override
    public <T> T inTransaction(Work<T> work) throws InterruptedException {
        return inTransaction(Isolation.DEFAULT, work);
    }

    @Override
    public Isolation againstLostChanges() {
        return Isolation.REPEATABLE_READ;
    }

    @Override
    public <T> T inTransaction(Isolation isolation, Work<T> work) throws InterruptedException {
        try (Session session = sessions.open()) {
            return bound ? nested(session, isolation, work) : outermost(session, isolation, work);
        }
    }

    private <T> T outermost(Session session, Isolation isolation, Work<T> work) throws InterruptedException {
        Sql level = level(isolation);
        session.run("Beginning a transaction", () -> {
            if (!level.isEmpty()) {
                session.execute(Sql.of("SET TRANSACTION ISOLATION LEVEL " + level));
            }
            if (tenant.isPresent()) {
                become(session, tenant.get());
            }
            return true;
        });
        T result = within(session, SeenTables.within(isolation), work);
        session.run("Committing", () -> {
            session.commit();
            return true;
        });
        return result;
    }

    /** A user whom no policy binds would see everybody's records, so that it must not seem to be one tenant. */
    private void become(Session session, String name) throws SQLException {
        String setting = shared.tenantSetting().orElseThrow();
        try (PreparedStatement statement = Statements.prepare(session.connection(), TENANT)) {
            statement.setString(1, setting);
            statement.setString(2, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(2)) {
                    throw new StoreException(
                            PostgresErrorCode.TENANT,
                            "No policy binds the user \""
                                    + shared.connections().errors().user()
                                    + "\", who would see the records of all tenants. Use one without SUPERUSER and"
                                    + " BYPASSRLS, who does not own the tables.");
                }
            }
        }
    }

    private static Sql level(Isolation isolation) {
        return switch (isolation) {
            case DEFAULT -> Sql.NONE;
            case READ_COMMITTED -> Sql.of("READ COMMITTED");
            case REPEATABLE_READ -> Sql.of("REPEATABLE READ");
            case SERIALIZABLE -> Sql.of("SERIALIZABLE");
        };
    }

    private <T> T nested(Session session, Isolation isolation, Work<T> work) throws InterruptedException {
        if (isolation != Isolation.DEFAULT) {
            throw new StoreException(
                    CommonError.UNSUPPORTED,
                    "A transaction inside another has its isolation; leave the choice out instead of asking for "
                            + isolation);
        }
        Savepoint before =
                session.run("Setting a savepoint", () -> session.connection().setSavepoint());
        boolean kept = false;
        try {
            T result = within(session, seen, work);
            kept = true;
            return result;
        } finally {
            boolean keep = kept;
            session.run("Ending an inner transaction", () -> {
                if (!keep) {
                    seen.forget();
                    session.connection().rollback(before);
                }
                session.connection().releaseSavepoint(before);
                return true;
            });
        }
    }

    private <T> T within(Session session, SeenTables known, Work<T> work) throws InterruptedException {
        PostgresStore inside = insides.of(() -> shared.connections().share(session), known);
        try {
            return work.run(inside);
        } finally {
            inside.close();
        }
    }
}
