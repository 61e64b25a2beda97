package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Queue;
import dev.naust.api.store.Queue.Counts;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.api.store.Store;
import dev.naust.json.JsonValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sixteen workers on one queue, some of which die with jobs in their hands: no job is lost, none is done again once it is done. */
@Timeout(120)
class QueueContentionTest {
    private static final int WORKERS = 16;
    private static final int PROCESSES = 4;
    private static final int JOBS = 600;
    private static final int DEATHS = 6;
    /** In batches, of which there are two hundred or more. */
    private static final int BETWEEN_DEATHS = 20;

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    /** What a worker said, and who said it. */
    private record Said(long worker, String word, int job, int attempt) {
        static Said of(long worker, String line) {
            String[] parts = line.split(" ");
            return new Said(worker, parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "SQLITE", "POSTGRES", "MONGODB", "REDIS"})
    void threadsThatAreAbandonedLoseNothing(Technology technology) throws Exception {
        java.util.Queue<Said> said = new ConcurrentLinkedQueue<>();
        java.util.Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Set<Long> dead = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        try (Store store = technology.open(folder)) {
            Queue queue = filled(store);
            AtomicBoolean ended = new AtomicBoolean();
            AtomicInteger taken = new AtomicInteger();
            for (long i = 0; i < WORKERS + DEATHS; i++) {
                long number = i;
                Thread thread = new Thread(
                        new QueueWorker(
                                queue,
                                line -> said.add(Said.of(number, line)),
                                () -> {
                                    int batch = taken.incrementAndGet();
                                    return batch % BETWEEN_DEATHS == 0
                                            && batch <= BETWEEN_DEATHS * DEATHS
                                            && dead.add(number);
                                },
                                ended::get,
                                i),
                        "naust-test-worker-" + i);
                thread.setUncaughtExceptionHandler((who, failure) -> failures.add(failure));
                threads.add(thread);
            }
            threads.forEach(Thread::start);
            awaitEnd(queue);
            ended.set(true);
            for (Thread thread : threads) {
                thread.join(10_000);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(dead).hasSize(DEATHS);
        check(said, dead);
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRES"})
    void processesThatAreKilledLoseNothing(Technology technology) throws Exception {
        Document place = technology.place(folder);
        java.util.Queue<Said> said = new ConcurrentLinkedQueue<>();
        Set<Long> dead = ConcurrentHashMap.newKeySet();
        List<Process> running = new ArrayList<>();
        List<Thread> listening = new ArrayList<>();
        try (Store store = technology.open(place)) {
            for (int i = 0; i < PROCESSES; i++) {
                running.add(start(technology, place, said, listening));
            }
            await().atMost(LONG_ENOUGH).until(() -> count(said, "ready") == PROCESSES);
            Queue queue = filled(store);
            Random random = new Random(5);
            for (int kill = 1; kill <= 2; kill++) {
                int enough = kill * JOBS / 4;
                await().atMost(LONG_ENOUGH).until(() -> count(said, "ack") >= enough);
                Process victim = running.remove(random.nextInt(running.size()));
                dead.add(victim.pid());
                // By its handle, which leaves what it said to be read.
                victim.toHandle().destroyForcibly();
                victim.waitFor();
                running.add(start(technology, place, said, listening));
            }
            await().atMost(LONG_ENOUGH).until(() -> count(said, "ack") >= JOBS * 3 / 4);
            stopPastItsLeases(running.get(0));
            awaitEnd(queue);
            for (Process process : running) {
                process.getOutputStream().close();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            running.forEach(Process::destroyForcibly);
        }
        for (Thread thread : listening) {
            thread.join(10_000);
        }
        check(said, dead);
    }

    /** As a machine that hangs: what the process has is taken over, and when it wakes up it cannot finish it any more. */
    private static void stopPastItsLeases(Process worker) throws IOException, InterruptedException {
        signal("-STOP", worker);
        await().pollDelay(QueueWorker.LEASE.plusSeconds(1)).until(() -> true);
        signal("-CONT", worker);
    }

    private static void signal(String signal, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, "" + process.pid())
                .inheritIO()
                .start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static Queue filled(Store store) throws InterruptedException {
        Queue queue = store.queue().orElseThrow();
        queue.enqueueAll(
                QueueWorker.QUEUE,
                IntStream.range(0, JOBS)
                        .mapToObj(n -> new NewJob(
                                Document.of(Map.of("n", Value.int64(n))),
                                Optional.empty(),
                                n % 3,
                                100,
                                Duration.ZERO,
                                Optional.empty()))
                        .toList());
        return queue;
    }

    private static void awaitEnd(Queue queue) {
        await().atMost(LONG_ENOUGH)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> queue.counts(QueueWorker.QUEUE).equals(new Counts(0, 0, 0, 0)));
    }

    private static long count(java.util.Queue<Said> said, String word) {
        return said.stream().filter(each -> each.word().equals(word)).count();
    }

    private static Process start(
            Technology technology, Document place, java.util.Queue<Said> said, List<Thread> listening)
            throws IOException {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        path,
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        QueueWorker.class.getName(),
                        technology.name(),
                        new JsonValues().write(place),
                        "" + WORKERS / PROCESSES)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread listener = new Thread(() -> listen(process, said), "naust-test-listener");
        listener.setDaemon(true);
        listener.start();
        listening.add(listener);
        return process;
    }

    /** A line that death has cut off says nothing. */
    private static void listen(Process process, java.util.Queue<Said> said) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("(ready|start|ack) \\d+ \\d+")) {
                    said.add(Said.of(process.pid(), line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Every job was acknowledged once and its acknowledgement ended it: nobody got it again. Only one whose last worker was
     * killed may have lacked the time to say so.
     */
    private static void check(java.util.Queue<Said> said, Set<Long> dead) {
        Map<Integer, List<Said>> byJob =
                said.stream().filter(each -> !each.word().equals("ready")).collect(Collectors.groupingBy(Said::job));
        assertThat(byJob).hasSize(JOBS);
        byJob.forEach((job, story) -> {
            int last = story.stream().mapToInt(Said::attempt).max().orElseThrow();
            List<Said> done =
                    story.stream().filter(each -> each.word().equals("ack")).toList();
            boolean unsaid = done.isEmpty()
                    && story.stream().anyMatch(each -> each.attempt() == last && dead.contains(each.worker()));
            if (!unsaid) {
                assertThat(done).as("job %s: %s", job, story).hasSize(1);
                assertThat(done.get(0).attempt()).as("job %s: %s", job, story).isEqualTo(last);
            }
        });
        assertThat(said.stream().anyMatch(each -> each.attempt() > 1))
                .as("somebody took over what a dead worker had")
                .isTrue();
    }
}
