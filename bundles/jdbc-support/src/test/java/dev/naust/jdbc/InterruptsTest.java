package dev.naust.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InterruptsTest {
    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    private final Interrupts interrupts = new Interrupts("test-interrupts");
    private final ScheduledExecutorService other = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void end() {
        interrupts.close();
        other.shutdownNow();
    }

    @Test
    void an_interrupt_ends_an_endless_statement_within_two_seconds() throws SQLException {
        try (SqliteTable table = new SqliteTable();
                Statement statement = table.connection.createStatement()) {
            Thread waiting = Thread.currentThread();
            other.schedule(waiting::interrupt, 300, TimeUnit.MILLISECONDS);
            long began = System.nanoTime();

            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> interrupts.run(statement, () -> statement.executeQuery(ENDLESS)));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void a_statement_that_nobody_interrupts_runs_to_its_end() throws Exception {
        try (SqliteTable table = new SqliteTable();
                Statement statement = table.connection.createStatement()) {
            int answer = interrupts.run(statement, () -> {
                try (ResultSet rows = statement.executeQuery("SELECT 42")) {
                    return rows.getInt(1);
                }
            });

            assertThat(answer).isEqualTo(42);
        }
    }

    @Test
    void an_error_without_an_interrupt_is_the_databases_own() throws SQLException {
        try (SqliteTable table = new SqliteTable();
                Statement statement = table.connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> interrupts.run(statement, () -> statement.executeQuery("SELECT nonsense")));
        }
    }

    /** Its server has not heard of the cancel: the connection leads nowhere. */
    @Test
    void what_does_not_hear_of_its_cancelling_is_ended_within_two_seconds() {
        CountDownLatch ended = new CountDownLatch(1);
        Interrupts.Cancellation deaf = new Interrupts.Cancellation() {
            @Override
            public void cancel() {
                assertThat(ended.getCount()).isEqualTo(1);
            }

            @Override
            public void end() {
                ended.countDown();
            }
        };
        endsWithinTwoSeconds(deaf, ended);
    }

    private void endsWithinTwoSeconds(Interrupts.Cancellation cancellation, CountDownLatch ended) {
        Thread waiting = Thread.currentThread();
        other.schedule(waiting::interrupt, 300, TimeUnit.MILLISECONDS);
        long began = System.nanoTime();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> interrupts.run(cancellation, () -> {
                    // As a socket waits, which leaves the interrupt as it is.
                    while (ended.getCount() > 0 && System.nanoTime() - began < TimeUnit.SECONDS.toNanos(20)) {
                        Thread.onSpinWait();
                    }
                    throw new SQLException("The connection was ended");
                }));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(2_300));
    }

    /** Over a line that carries a byte a second, telling the server takes as long as the driver lets it. */
    @Test
    void a_cancel_that_does_not_arrive_keeps_nobody_waiting() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Interrupts.Cancellation slow = new Interrupts.Cancellation() {
            @Override
            public void cancel() {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void end() {
                ended.countDown();
            }
        };
        endsWithinTwoSeconds(slow, ended);
        over.countDown();
    }

    /** Else the cancel would hit what runs next on that connection. */
    @Test
    void a_statement_that_ends_before_its_cancel_arrives_has_its_connection_ended() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Interrupts.Cancellation slow = new Interrupts.Cancellation() {
            @Override
            public void cancel() {
                asked.countDown();
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void end() {
                ended.countDown();
            }
        };
        Thread waiting = Thread.currentThread();
        other.schedule(waiting::interrupt, 100, TimeUnit.MILLISECONDS);

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> interrupts.run(slow, () -> {
                    while (asked.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return 42;
                }));

        assertThat(ended.getCount()).isZero();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
