package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Queue;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.Request;
import dev.naust.sqlserver.tds.Request.Parameter;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the queue asks of a server and makes of its answers, against the double: not whether a server takes the statements. */
@Timeout(60)
class QueueTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final LeasedJob JOB = job("a", 3);

    private TdsServer server;
    private Store store;
    private Queue queue;

    @BeforeEach
    void start() throws Exception {
        server = TdsServer.plain()
                .on(
                        "OBJECT_ID(N'naust_jobs', N'U') IS NOT NULL",
                        Answer.columns("there", TdsType.INT).row(1));
        store = Stores.open(server);
        queue = store.queue().orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        server.close();
    }

    private static LeasedJob job(String id, long token) {
        return new LeasedJob(id, Document.empty(), 1, token, Instant.EPOCH);
    }

    private static Answer ids(String... ids) {
        Answer answer = Answer.columns("id", TdsType.NVARCHAR);
        for (String id : ids) {
            answer.row(id);
        }
        return answer;
    }

    private Request only(String part) {
        assertThat(server.requests(part)).hasSize(1);
        return server.requests(part).get(0);
    }

    @Test
    void jobsAreChosenLockedAndLeasedInOneStatement() throws Exception {
        server.on(
                "WITH due AS",
                Answer.columns(
                                "id", TdsType.NVARCHAR,
                                "data", TdsType.NVARCHAR_MAX,
                                "attempts", TdsType.INT,
                                "token", TdsType.BIGINT,
                                "lease_until", TdsType.BIGINT,
                                "priority", TdsType.INT,
                                "run_at", TdsType.BIGINT)
                        .row("b", "{\"n\":2}", 1, 7L, 1_000_000L, 0, 5L)
                        .row("a", "{\"n\":1}", 2, 9L, 1_000_001L, 4, 9L));

        List<LeasedJob> jobs = queue.dequeue("mail", 2, LEASE);

        assertThat(jobs)
                .extracting(LeasedJob::id)
                .as("the more urgent one first")
                .containsExactly("a", "b");
        assertThat(jobs.get(0).data()).isEqualTo(Document.of(Map.of("n", Value.int64(1))));
        assertThat(jobs.get(0).token()).isEqualTo(9);
        assertThat(jobs.get(0).leaseUntil()).isEqualTo(Instant.ofEpochSecond(1, 1_000));
        Request asked = only("WITH due AS");
        assertThat(asked.text()).contains("UPDLOCK, READPAST, ROWLOCK").contains("OUTPUT inserted.id");
        assertThat(asked.parameters())
                .extracting(Parameter::value)
                .containsExactly(LEASE.toMillis() * 1_000, "mail", 2);
    }

    @Test
    void aLeaseThatEndedCannotBeAcknowledged() {
        server.on("DELETE FROM naust_jobs", Answer.changed(0));

        StoreException failure =
                catchThrowableOfType(StoreException.class, () -> queue.acknowledge("mail", JOB.id(), JOB.token()));

        assertThat(failure.code()).isEqualTo(CommonError.LEASE_LOST);
        assertThat(only("DELETE FROM naust_jobs").parameters())
                .extracting(Parameter::value)
                .containsExactly("mail", "a", 3L);
        assertThat(Stores.commits(server))
                .as("nothing was made durable but the table")
                .hasSizeLessThan(3);
    }

    @Test
    void severalJobsAreEndedInTheServersOwnWordsAndLostOnesNamed() throws Exception {
        server.on("DELETE FROM naust_jobs", ids("a"));

        List<String> lost = queue.acknowledgeAll("mail", List.of(JOB, job("b", 4)));

        assertThat(lost).containsExactly("b");
        assertThat(only("DELETE FROM naust_jobs").text())
                .contains("OUTPUT deleted.id")
                .doesNotContain("RETURNING")
                .doesNotContain("(id, token) IN");
    }

    @Test
    void aHeartbeatIsFencedByItsToken() {
        server.on("OUTPUT inserted.lease_until", Answer.columns("lease_until", TdsType.BIGINT));

        StoreException failure =
                catchThrowableOfType(StoreException.class, () -> queue.heartbeat("mail", JOB.id(), JOB.token(), LEASE));

        assertThat(failure.code()).isEqualTo(CommonError.LEASE_LOST);
    }

    @Test
    void aJobWhoseKeyIsTakenIsTheOneThatIsThere() throws Exception {
        server.on("WHERE NOT EXISTS", Answer.changed(0)).on("SELECT id FROM naust_jobs", ids("there"));
        NewJob job = new NewJob(Document.empty(), Optional.empty(), 0, 5, Duration.ofSeconds(1), Optional.of("once"));

        assertThat(queue.enqueue("mail", job)).isEqualTo("there");
        assertThat(only("WHERE NOT EXISTS").text()).contains("UPDLOCK, HOLDLOCK");
    }

    @Test
    void beingTheVictimOfADeadlockMayBeTriedAgain() {
        server.on("WITH due AS", Answer.error(1205, "Transaction (Process ID 52) was deadlocked on lock resources."));

        StoreException failure = catchThrowableOfType(StoreException.class, () -> queue.dequeue("mail", 1, LEASE));

        assertThat(failure.category().isTransient()).isTrue();
    }

    @Test
    void aConnectionThatBreaksWhileAJobIsAddedIsTold() {
        server.on("INSERT INTO naust_jobs", Answer.changed(1).cut());

        StoreException failure =
                catchThrowableOfType(StoreException.class, () -> queue.enqueue("mail", NewJob.of(Document.empty())));

        assertThat(failure.code()).isEqualTo(SqlServerErrorCode.CONNECTION_LOST);
    }
}
