package dev.naust.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sqlite.SQLiteDataSource;

/** Who waits for a connection of a pool that has one. */
@Timeout(60)
class PoolTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final SQLException WRONG_PASSWORD = new SQLException("wrong password", "28P01");

    private final AtomicBoolean refuses = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Vigil<Connection, String> vigil = new Vigil<>("test", new Answering());

    /** A server that answers everybody. */
    private static final class Answering implements Vigil.Servers<Connection, String> {
        @Override
        public String at(Connection connection) {
            return "server";
        }

        @Override
        public String anywhere() {
            return "server";
        }

        @Override
        public boolean answers(String server, Duration limit) {
            return true;
        }

        @Override
        public void cut(Connection connection) {
            throw new AssertionError("It answers");
        }

        @Override
        public void silent(String server) {
            throw new AssertionError("It answers");
        }
    }

    private Pool pool(Duration acquire) {
        return new Pool(source(), new Pool.Settings("test", 0, 1, Duration.ofMinutes(1), acquire));
    }

    private DataSource source() {
        SQLiteDataSource real = new SQLiteDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                if (refuses.get()) {
                    throw WRONG_PASSWORD;
                }
                return super.getConnection();
            }
        };
        real.setUrl("jdbc:sqlite::memory:");
        return real;
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
        vigil.close();
    }

    /** Somebody who gets in line behind all others. */
    private Future<Connection> waiter(Pool pool) {
        int before = pool.waiting();
        Future<Connection> waiter = threads.submit(() -> pool.connection(vigil));
        await().until(() -> pool.waiting() == before + 1);
        return waiter;
    }

    @Test
    void whoCameFirstIsServedFirst() throws Exception {
        Queue<Integer> served = new ConcurrentLinkedQueue<>();
        try (Pool pool = pool(LONG)) {
            Connection only = pool.connection(vigil);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    Connection connection = pool.connection(vigil);
                    served.add(number);
                    pool.giveBack(connection);
                    return true;
                }));
                await().until(() -> pool.waiting() == number + 1);
            }
            pool.giveBack(only);
            for (Future<?> each : all) {
                each.get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(served)
                .containsExactlyElementsOf(IntStream.range(0, 30).boxed().toList());
    }

    @Test
    void whoWaitsTooLongIsToldSoAndTheNextIsServed() throws Exception {
        try (Pool pool = pool(Duration.ofMillis(300))) {
            Connection only = pool.connection(vigil);

            assertThatThrownBy(() -> pool.connection(vigil))
                    .isInstanceOf(SQLException.class)
                    .hasNoCause()
                    .hasMessageContaining("no connection came free in 300 ms");

            assertThat(pool.waiting()).isZero();
            pool.giveBack(only);
            pool.giveBack(only);
            Connection again = pool.connection(vigil);
            assertThat(again.isClosed()).isFalse();
            assertThat(catchThrowable(() -> pool.connection(vigil)))
                    .as("giving back twice made no second connection")
                    .isInstanceOf(SQLException.class);
            pool.giveBack(again);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndLeavesThePlaceToTheNext() throws Exception {
        try (Pool pool = pool(LONG)) {
            Connection only = pool.connection(vigil);
            CountDownLatch flagged = new CountDownLatch(1);
            Thread waiting = new Thread(() -> {
                SQLException failure = catchThrowableOfType(SQLException.class, () -> pool.connection(vigil));
                if (failure.getCause() instanceof InterruptedException
                        && Thread.currentThread().isInterrupted()) {
                    flagged.countDown();
                }
            });
            waiting.start();
            await().until(() -> pool.waiting() == 1);
            Future<Connection> next = waiter(pool);

            waiting.interrupt();

            assertThat(flagged.await(30, TimeUnit.SECONDS)).isTrue();
            pool.giveBack(only);
            pool.giveBack(next.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void closingTellsThoseWhoWaitWhileTheConnectionIsStillLent() throws Exception {
        Pool pool = pool(LONG);
        Connection only = pool.connection(vigil);
        Future<Connection> waiter = waiter(pool);

        pool.close();

        assertThatThrownBy(() -> waiter.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("test has been closed");
        assertThatThrownBy(() -> pool.connection(vigil)).isInstanceOf(SQLException.class);
        pool.giveBack(only);
    }

    @Test
    void whomTheServerDoesNotLetInIsNotWaitedForOneByOne() throws Exception {
        try (Pool pool = pool(LONG)) {
            Connection only = pool.connection(vigil);
            List<Future<Connection>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(waiter(pool));
            }
            refuses.set(true);
            pool.evict(only);
            pool.giveBack(only);

            List<Throwable> told = all.stream()
                    .map(each ->
                            catchThrowable(() -> each.get(30, TimeUnit.SECONDS)).getCause())
                    .toList();
            assertThat(told.get(0)).hasRootCause(WRONG_PASSWORD);
            assertThat(told.subList(1, told.size()))
                    .as("they did not ask the server, but heard what the first was told")
                    .allSatisfy(failure -> assertThat(failure.getCause()).isSameAs(told.get(0)));
            refuses.set(false);
            assertThat(threads.submit(() -> pool.connection(vigil)).get(30, TimeUnit.SECONDS))
                    .isNotNull();
        }
    }
}
