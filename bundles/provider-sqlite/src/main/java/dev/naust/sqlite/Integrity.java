package dev.naust.sqlite;

import dev.naust.api.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;

/**
 * Looks through a whole file for damage with {@code PRAGMA integrity_check}, now and then: it reads every page, so a health check
 * that comes each half minute does it once an hour, and only as far as its time reaches. Safe for use by several threads.
 */
final class Integrity {
    private static final Logger LOG = LoggerFactory.getLogger(Integrity.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration FIRST_LOOK = Duration.ofMinutes(1);
    private static final long LARGE = 64L << 20;

    /** How many of SQLite's steps lie between two looks at the clock. */
    private static final int STEPS = 100_000;

    private final SqliteFile file;
    private final AtomicLong due;

    /** A large file waits for a minute: a store is checked when it opens, and a migration reads every page anyway. */
    Integrity(SqliteFile file) {
        this.file = file;
        boolean large = file.path().toFile().length() > LARGE;
        this.due = new AtomicLong(System.nanoTime() + (large ? FIRST_LOOK.toNanos() : 0));
    }

    /**
     * Looks, where it is time to.
     *
     * @param patience how long it may take; what it has not seen by then it does not judge
     * @throws StoreException with {@code sqlite.corrupt} when something is damaged
     */
    void now(Connection connection, Duration patience) throws SQLException {
        long time = System.nanoTime();
        long planned = due.get();
        if (time - planned < 0 || !due.compareAndSet(planned, time + EVERY.toNanos())) {
            return;
        }
        if (!looked(connection, patience)) {
            LOG.debug("{} could not be looked through in {}; that is tried again in {}", file.path(), patience, EVERY);
        }
    }

    /** Whether there was time enough. */
    private boolean looked(Connection connection, Duration patience) throws SQLException {
        long end = System.nanoTime() + patience.toNanos();
        ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - end > 0 ? 1 : 0;
            }
        });
        try {
            Blemishes found = Blemishes.of(connection);
            Optional<StoreException> damage = found.damage(file.path());
            if (damage.isPresent()) {
                due.set(System.nanoTime());
                throw damage.get();
            }
            found.notice(file.path()).ifPresent(LOG::warn);
            return true;
        } catch (SQLException e) {
            if (SqliteErrors.is(e, SQLiteErrorCode.SQLITE_INTERRUPT)) {
                return false;
            }
            due.set(System.nanoTime());
            throw e;
        } finally {
            ProgressHandler.clearHandler(connection);
        }
    }
}
