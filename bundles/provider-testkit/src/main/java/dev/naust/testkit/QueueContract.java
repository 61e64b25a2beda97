package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Capability;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Queue;
import dev.naust.api.store.Queue.Counts;
import dev.naust.api.store.Queue.Job;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Jobs are not lost and not done by two at once; for stores that claim {@link Capability#QUEUE}. */
abstract class QueueContract extends ContractGroup {
    private static final String MAIL = "mail";
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int WORKERS = 16;
    private static final int JOBS = 160;

    @BeforeEach
    void onlyWhereThereAreQueues() {
        assumeTrue(
                store().provider().info().capabilities().contains(Capability.QUEUE),
                "This technology claims no queues");
    }

    @Test
    @DisplayName("hands out the most urgent first, then the earliest due, then the earliest added")
    void handsOutInOrder() throws InterruptedException {
        Instant now = Instant.now();
        String later = queue().enqueue(MAIL, due(now.minusSeconds(10)));
        String earlier = queue().enqueue(MAIL, due(now.minusSeconds(20)));
        String first = queue().enqueue(MAIL, due(now.minusSeconds(30)));
        String second = queue().enqueue(MAIL, due(now.minusSeconds(30)));
        String urgent = queue().enqueue(MAIL, urgent(5));
        String idle = queue().enqueue(MAIL, urgent(-5));

        assertThat(dequeue(10)).extracting(LeasedJob::id).containsExactly(urgent, first, second, earlier, later, idle);
        assertThat(dequeue(10)).isEmpty();
    }

    @Test
    @DisplayName("that nobody used holds nothing, and looking does not make it")
    void holdsNothing() throws InterruptedException {
        assertThat(queue().counts(MAIL)).isEqualTo(new Counts(0, 0, 0, 0));
        assertThat(queue().jobs(MAIL, JobState.READY, Optional.empty(), 10)).isEmpty();
        assertThat(queue().queues()).isEmpty();
        assertThat(store().store().datasets()).isEmpty();
    }

    @Test
    @DisplayName("gives a job with its data and its first attempt")
    void givesData() throws InterruptedException {
        Document data = Document.of(Map.of(
                "to", Value.text("Åse 🚣"),
                "tries", Value.int64(Long.MAX_VALUE),
                "deep", Document.of(Map.of("list", new Value.Array(List.of(Value.ofNull(), Value.Bool.TRUE))))));
        String id = queue().enqueue(MAIL, NewJob.of(data));

        LeasedJob job = dequeue(1).get(0);

        assertThat(job.id()).isEqualTo(id);
        assertThat(Canonical.of(job.data())).isEqualTo(Canonical.of(data));
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.leaseUntil())
                .isBetween(
                        Instant.now().plus(LONG).minusSeconds(60),
                        Instant.now().plus(LONG).plusSeconds(60));
    }

    @Test
    @DisplayName("keeps a job back until its time")
    void keepsJobsBack() throws InterruptedException {
        queue().enqueue(MAIL, due(Instant.now().plus(LONG)));
        String soon = queue().enqueue(MAIL, due(Instant.now().plus(SHORT)));

        assertThat(queue().counts(MAIL))
                .extracting(Counts::ready, Counts::leased)
                .containsExactly(2L, 0L);
        await().atMost(Duration.ofSeconds(20)).until(() -> dequeue(10), jobs -> isOnly(jobs, soon));
    }

    @Test
    @DisplayName("forgets a job that is acknowledged")
    void forgetsWhatIsDone() throws InterruptedException {
        queue().enqueue(MAIL, job());
        LeasedJob job = dequeue(1).get(0);
        assertThat(queue().counts(MAIL)).isEqualTo(new Counts(0, 0, 1, 0));

        queue().acknowledge(MAIL, job.id(), job.token());

        assertThat(queue().counts(MAIL)).isEqualTo(new Counts(0, 0, 0, 0));
        assertLost(() -> queue().acknowledge(MAIL, job.id(), job.token()));
    }

    @Test
    @DisplayName("forgets many at once and names those whose lease is lost")
    void forgetsMany() throws InterruptedException {
        queue().enqueueAll(MAIL, List.of(job(), job(), job()));
        List<LeasedJob> jobs = dequeue(3);
        queue().fail(MAIL, jobs.get(1).id(), jobs.get(1).token(), "no", false);

        assertThat(queue().acknowledgeAll(MAIL, jobs))
                .containsExactly(jobs.get(1).id());
        assertThat(queue().counts(MAIL)).isEqualTo(new Counts(0, 0, 0, 1));
    }

    @Test
    @DisplayName("gives a job to another worker when the lease ends, and fences the first one off")
    void fencesZombiesOff() throws InterruptedException {
        String id = queue().enqueue(MAIL, job());
        LeasedJob lost = queue().dequeue(MAIL, 1, SHORT).get(0);

        LeasedJob again = await().atMost(Duration.ofSeconds(20))
                .until(() -> dequeue(1), jobs -> isOnly(jobs, id))
                .get(0);

        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.token()).isGreaterThan(lost.token());
        assertLost(() -> queue().acknowledge(MAIL, id, lost.token()));
        assertLost(() -> queue().heartbeat(MAIL, id, lost.token(), LONG));
        assertLost(() -> queue().fail(MAIL, id, lost.token(), "late", true));
        queue().acknowledge(MAIL, id, again.token());
    }

    @Test
    @DisplayName("refuses a token that was never given, and an id that is none")
    void refusesInventedTokens() throws InterruptedException {
        queue().enqueue(MAIL, job());
        LeasedJob job = dequeue(1).get(0);

        assertLost(() -> queue().acknowledge(MAIL, job.id(), job.token() + 1));
        assertLost(() -> queue().acknowledge(MAIL, "no'such\"id", 1));
        assertLost(() -> queue().acknowledge("elsewhere", job.id(), job.token()));
        assertThat(queue().counts(MAIL).leased()).isEqualTo(1);
    }

    @Test
    @DisplayName("makes a lease last longer on a heartbeat")
    void heartbeatsKeepALease() throws InterruptedException {
        queue().enqueue(MAIL, job());
        LeasedJob job = queue().dequeue(MAIL, 1, Duration.ofSeconds(5)).get(0);

        Instant until = queue().heartbeat(MAIL, job.id(), job.token(), LONG);

        assertThat(until).isAfter(job.leaseUntil());
        assertThat(dequeue(1)).isEmpty();
        queue().acknowledge(MAIL, job.id(), job.token());
    }

    @Test
    @DisplayName("tries a failed job again after its pause, and says what went wrong")
    void triesAgain() throws InterruptedException {
        String id = queue().enqueue(MAIL, failing(3, SHORT));
        LeasedJob first = dequeue(1).get(0);

        queue().fail(MAIL, id, first.token(), "No answer from 'mail\" server", true);

        Job waiting = only(JobState.READY);
        assertThat(waiting.error()).contains("No answer from 'mail\" server");
        assertThat(waiting.attempts()).isEqualTo(1);
        LeasedJob second = await().atMost(Duration.ofSeconds(20))
                .until(() -> dequeue(1), jobs -> isOnly(jobs, id))
                .get(0);
        assertThat(second.attempt()).isEqualTo(2);
    }

    @Test
    @DisplayName("gives a job up when its attempts are used, or when it must not be tried again")
    void givesUp() throws InterruptedException {
        String once = queue().enqueue(MAIL, failing(1, SHORT));
        LeasedJob job = dequeue(1).get(0);
        queue().fail(MAIL, once, job.token(), "x".repeat(5_000), true);

        String hopeless = queue().enqueue(MAIL, failing(5, SHORT));
        LeasedJob other = dequeue(1).get(0);
        queue().fail(MAIL, hopeless, other.token(), "bad address", false);

        assertThat(queue().counts(MAIL)).isEqualTo(new Counts(0, 0, 0, 2));
        List<Job> dead = queue().jobs(MAIL, JobState.DEAD, Optional.empty(), 10);
        assertThat(dead).extracting(Job::id).containsExactlyInAnyOrder(once, hopeless);
        assertThat(dead)
                .allSatisfy(
                        each -> assertThat(each.error().orElse("")).isNotEmpty().hasSizeLessThanOrEqualTo(2_000));
        assertThat(dequeue(1)).isEmpty();
    }

    @Test
    @DisplayName("lets jobs that always fail hold up nobody, and gives them up with the reason")
    void isNotHeldUpByPoison() throws InterruptedException {
        Set<String> poison = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            poison.add(queue().enqueue(MAIL, failing(3, SHORT)));
        }
        queue().enqueueAll(MAIL, Collections.nCopies(100, job()));

        int good = 0;
        for (int looks = 0; looks < 15; looks++) {
            good += work(poison);
        }
        assertThat(good).as("good jobs done at the first looks").isEqualTo(100);

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            work(poison);
            return queue().counts(MAIL).dead() == poison.size();
        });
        assertThat(queue().jobs(MAIL, JobState.DEAD, Optional.empty(), 10)).allSatisfy(each -> {
            assertThat(poison).contains(each.id());
            assertThat(each.error()).contains("poison");
        });
    }

    /** Does ten jobs at most, and says how many were good. */
    private int work(Set<String> poison) throws InterruptedException {
        int good = 0;
        for (LeasedJob each : dequeue(10)) {
            if (poison.contains(each.id())) {
                queue().fail(MAIL, each.id(), each.token(), "poison", true);
            } else {
                queue().acknowledge(MAIL, each.id(), each.token());
                good++;
            }
        }
        return good;
    }

    @Test
    @DisplayName("gives a job up whose last worker never came back")
    void givesUpAfterTheLastLease() throws InterruptedException {
        String id = queue().enqueue(MAIL, failing(1, SHORT));
        queue().dequeue(MAIL, 1, SHORT);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(dequeue(1)).isEmpty();
            assertThat(queue().counts(MAIL)).isEqualTo(new Counts(0, 0, 0, 1));
        });
        assertThat(only(JobState.DEAD).id()).isEqualTo(id);
    }

    @Test
    @DisplayName("lets a dead job be tried again with all its attempts, or removed")
    void letsPeopleDecide() throws InterruptedException {
        String id = queue().enqueue(MAIL, failing(1, SHORT));
        queue().fail(MAIL, id, dequeue(1).get(0).token(), "no", true);

        queue().requeue(MAIL, id);

        LeasedJob again = dequeue(1).get(0);
        assertThat(again.attempt()).isEqualTo(1);
        queue().fail(MAIL, id, again.token(), "no", true);
        assertThat(queue().purge(MAIL, JobState.DEAD, Instant.now().minus(LONG)))
                .isZero();
        assertThat(queue().purge(MAIL, JobState.DEAD, Instant.now().plus(LONG))).isEqualTo(1);
        assertThat(queue().counts(MAIL)).isEqualTo(new Counts(0, 0, 0, 0));
        assertThatThrownBy(() -> queue().requeue(MAIL, id))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(CommonError.JOB_NOT_FOUND));
    }

    @Test
    @DisplayName("adds no second job with a deduplication key while the first is to be done")
    void addsNoSecond() throws InterruptedException {
        NewJob unique = new NewJob(Document.empty(), Optional.empty(), 0, 5, SHORT, Optional.of("invoice 7"));
        String id = queue().enqueue(MAIL, unique);
        assertThat(queue().enqueue(MAIL, unique)).isEqualTo(id);
        LeasedJob job = dequeue(5).get(0);
        assertThat(queue().enqueue(MAIL, unique)).isEqualTo(id);
        assertThat(queue().enqueue("other", unique)).isNotEqualTo(id);

        queue().acknowledge(MAIL, id, job.token());

        assertThat(queue().enqueue(MAIL, unique)).isNotEqualTo(id);
        assertThat(queue().counts(MAIL).ready()).isEqualTo(1);
    }

    @Test
    @DisplayName("adds no second job with a deduplication key also when many try at once")
    void addsNoSecondAtOnce() throws Exception {
        NewJob unique = new NewJob(Document.empty(), Optional.empty(), 0, 5, SHORT, Optional.of("one"));

        List<String> ids = atOnce(WORKERS, () -> List.of(queue().enqueue(MAIL, unique)));

        assertThat(Set.copyOf(ids)).hasSize(1);
        assertThat(queue().counts(MAIL).ready()).isEqualTo(1);
    }

    @Test
    @DisplayName("gives every job to one of many workers, each once")
    void sharesFairly() throws Exception {
        List<String> ids = queue().enqueueAll(
                        MAIL, IntStream.range(0, JOBS).mapToObj(i -> job()).toList());
        Set<String> seen = ConcurrentHashMap.newKeySet();

        List<String> done = atOnce(WORKERS, () -> {
            List<String> mine = new ArrayList<>();
            for (List<LeasedJob> jobs = dequeue(3); !jobs.isEmpty(); jobs = dequeue(3)) {
                for (LeasedJob job : jobs) {
                    assertThat(seen.add(job.id()))
                            .as("given to one worker only")
                            .isTrue();
                    queue().acknowledge(MAIL, job.id(), job.token());
                    mine.add(job.id());
                }
            }
            return mine;
        });

        assertThat(done).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(queue().counts(MAIL)).isEqualTo(new Counts(0, 0, 0, 0));
    }

    @Test
    @DisplayName("keeps queues apart, whatever their names")
    void keepsQueuesApart() throws InterruptedException {
        List<String> names = List.of("mail", "Mail", "a'b\"c;--", "søppel 🚮", "x".repeat(100));
        for (String name : names) {
            queue().enqueue(name, job());
        }

        assertThat(queue().queues()).containsExactlyInAnyOrderElementsOf(names);
        for (String name : names) {
            assertThat(queue().dequeue(name, 10, LONG)).hasSize(1);
        }
        assertThat(queue().counts("never used")).isEqualTo(new Counts(0, 0, 0, 0));
    }

    @Test
    @DisplayName("shows jobs page by page in the order they were added")
    void showsJobs() throws InterruptedException {
        List<String> ids = queue().enqueueAll(
                        MAIL, IntStream.range(0, 7).mapToObj(i -> job()).toList());
        List<String> shown = new ArrayList<>();
        for (List<Job> page = queue().jobs(MAIL, JobState.READY, Optional.empty(), 3);
                !page.isEmpty();
                page = queue().jobs(MAIL, JobState.READY, Optional.of(shown.get(shown.size() - 1)), 3)) {
            page.forEach(job -> shown.add(job.id()));
        }

        assertThat(shown).containsExactlyElementsOf(ids);
    }

    @Test
    @DisplayName("keeps its jobs, leases and tokens when the store is opened again")
    void keepsJobs() throws InterruptedException {
        if (!store().has(Feature.DURABILITY)) {
            return;
        }
        queue().enqueueAll(MAIL, List.of(job(), job()));
        LeasedJob job = dequeue(1).get(0);

        store().reopen();

        assertThat(queue().counts(MAIL)).isEqualTo(new Counts(1, 1, 1, 0));
        queue().acknowledge(MAIL, job.id(), job.token());
        assertThat(queue().counts(MAIL)).isEqualTo(new Counts(1, 1, 0, 0));
    }

    @Test
    @DisplayName("adds a job together with a record, or neither")
    void addsInATransaction() throws InterruptedException {
        if (!store().has(Feature.TRANSACTIONS)) {
            return;
        }
        Schema schema = store().make("orders", Samples.NAME);

        assertThatThrownBy(() -> store().store().transactions().orElseThrow().inTransaction(bound -> {
                    saveAndTell(bound, schema, 1);
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(queue().counts(MAIL).ready()).isZero();

        store().store().transactions().orElseThrow().inTransaction(bound -> {
            saveAndTell(bound, schema, 2);
            return 0;
        });
        assertThat(queue().counts(MAIL).ready()).isEqualTo(1);
        assertThat(store().read(schema)).hasSize(1);
    }

    private void saveAndTell(Store bound, Schema schema, long id) throws InterruptedException {
        DataRecord order = Samples.person(store(), schema, id, "order");
        try (RecordWriter writer = bound.write(WriteRequest.insert(schema))) {
            writer.write(List.of(order));
            writer.flush();
        }
        bound.queue().orElseThrow().enqueue(MAIL, job());
    }

    private Queue queue() {
        return store().store().queue().orElseThrow();
    }

    private List<LeasedJob> dequeue(int max) throws InterruptedException {
        return queue().dequeue(MAIL, max, LONG);
    }

    private Job only(JobState state) throws InterruptedException {
        List<Job> jobs = queue().jobs(MAIL, state, Optional.empty(), 10);
        assertThat(jobs).hasSize(1);
        return jobs.get(0);
    }

    private static boolean isOnly(List<LeasedJob> jobs, String id) {
        return jobs.size() == 1 && jobs.get(0).id().equals(id);
    }

    private static NewJob job() {
        return NewJob.of(Document.of(Map.of("text", Value.text("hello"))));
    }

    private static NewJob due(Instant at) {
        return new NewJob(Document.empty(), Optional.of(at), 0, 5, SHORT, Optional.empty());
    }

    private static NewJob urgent(int priority) {
        return new NewJob(Document.empty(), Optional.empty(), priority, 5, SHORT, Optional.empty());
    }

    private static NewJob failing(int attempts, Duration backoff) {
        return new NewJob(Document.empty(), Optional.empty(), 0, attempts, backoff, Optional.empty());
    }

    private static void assertLost(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(CommonError.LEASE_LOST));
    }

    private static <T> List<T> atOnce(int threads, Callable<List<T>> work)
            throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<T>>> futures = pool.invokeAll(
                    IntStream.range(0, threads).mapToObj(i -> work).toList());
            List<T> all = new ArrayList<>();
            for (Future<List<T>> future : futures) {
                all.addAll(future.get());
            }
            return all;
        } finally {
            pool.shutdownNow();
        }
    }
}
