package dev.naust.bench;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Queue;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Jobs in PostgreSQL: the queue of its provider against plain SQL by pgbench, in turn, on one server that keeps what it commits.
 * Prints medians and ratios.
 */
public final class QueueBench {
    private static final String QUEUE = "bench";
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final int WAITING = 200_000;
    private static final int BATCH = 100;

    private final EmbeddedPostgres server;
    private final Optional<PgBench> pgbench;
    private final int seconds;
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    private QueueBench(EmbeddedPostgres server, Optional<PgBench> pgbench, int seconds) {
        this.server = server;
        this.pgbench = pgbench;
        this.seconds = seconds;
    }

    /** Arguments: seconds of each measurement (6), rounds (3). */
    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 6;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        Path work = Files.createTempDirectory("naust-queue-bench");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "8GB")
                .setOverrideWorkingDirectory(work.toFile())
                .start()) {
            Optional<PgBench> pgbench = PgBench.find(server.getPort());
            if (pgbench.isEmpty()) {
                System.out.println(
                        "There is no pgbench on the PATH: figures without ratios. It is part of PostgreSQL.");
            }
            new QueueBench(server, pgbench, seconds).run(rounds);
        }
    }

    private void run(int rounds) throws Exception {
        try (Store store = open()) {
            Queue queue = store.queue().orElseThrow();
            for (int round = 0; round <= rounds; round++) {
                round(queue);
                if (round == 0) {
                    figures.clear();
                }
            }
        }
        print();
    }

    private void round(Queue queue) throws Exception {
        note("naust enqueue 100", enqueue(queue));
        note("naust claim and complete 1, 8 workers", work(queue, 8, 1));
        note("naust claim and complete 100, 4 workers", work(queue, 4, BATCH));
        if (pgbench.isPresent()) {
            PgBench peer = pgbench.get();
            fillPlain();
            note("pgbench enqueue 100", BATCH * peer.perSecond(PgBench.ENQUEUE, 4, seconds));
            note("pgbench claim and complete 1, 8 workers", peer.perSecond(PgBench.SINGLE, 8, seconds));
            note("pgbench claim and complete 100, 4 workers", BATCH * peer.perSecond(PgBench.BATCHED, 4, seconds));
        }
    }

    private void note(String what, double perSecond) {
        System.out.printf(Locale.ROOT, "%-45s %,10.0f jobs/s%n", what, perSecond);
        figures.computeIfAbsent(what, name -> new ArrayList<>()).add(perSecond);
    }

    /** Adds jobs by four workers until enough wait for what is measured next. */
    private double enqueue(Queue queue) throws Exception {
        sql("TRUNCATE naust_jobs");
        long begin = System.nanoTime();
        parallel(4, number -> {
            for (int i = 0; i < WAITING / 4 / BATCH; i++) {
                queue.enqueueAll(QUEUE, jobs());
            }
            return 0;
        });
        double took = (System.nanoTime() - begin) / 1e9;
        sql("VACUUM ANALYZE naust_jobs");
        return WAITING / took;
    }

    private static List<NewJob> jobs() {
        Document data = Document.of(Map.of("to", Value.text("ada@example.org"), "n", Value.int64(7)));
        return Collections.nCopies(BATCH, NewJob.of(data));
    }

    private double work(Queue queue, int workers, int batch) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long begin = System.nanoTime();
        int done = parallel(workers, number -> {
            int mine = 0;
            while (System.nanoTime() < end) {
                List<LeasedJob> jobs = queue.dequeue(QUEUE, batch, LEASE);
                if (jobs.isEmpty()) {
                    break;
                }
                if (batch == 1) {
                    queue.acknowledge(QUEUE, jobs.get(0).id(), jobs.get(0).token());
                } else if (!queue.acknowledgeAll(QUEUE, jobs).isEmpty()) {
                    throw new IllegalStateException("A lease was lost");
                }
                mine += jobs.size();
            }
            return mine;
        });
        return done / ((System.nanoTime() - begin) / 1e9);
    }

    /** What a worker does; how many jobs. */
    @FunctionalInterface
    private interface Task {
        int run(int worker) throws Exception;
    }

    private static int parallel(int workers, Task task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int number = i;
                all.add(threads.submit(() -> task.run(number)));
            }
            int sum = 0;
            for (Future<Integer> one : all) {
                sum += one.get();
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    private void fillPlain() throws SQLException {
        sql(PgBench.TABLE);
        sql("INSERT INTO plain_jobs (data) SELECT '{\"to\":\"ada@example.org\",\"n\":7}' FROM generate_series(1, "
                + WAITING + ")");
        sql("VACUUM ANALYZE plain_jobs");
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** By name: benchmarks know the api alone, like every other user of a provider. */
    private Store open() throws Exception {
        StoreProvider provider = (StoreProvider) Class.forName("dev.naust.postgres.PostgresProvider")
                .getConstructor()
                .newInstance();
        Document connection = provider.endpoint(
                        "postgresql://postgres@127.0.0.1:" + server.getPort() + "/postgres?sslmode=disable")
                .orElseThrow();
        Store store = provider.open(StoreConfig.of("bench", connection));
        store.queue().orElseThrow().enqueue(QUEUE, NewJob.of(Document.empty()));
        return store;
    }

    private void print() {
        System.out.println();
        figures.forEach((what, all) -> {
            String peer = what.replace("naust", "pgbench");
            double mine = median(all);
            String ratio = what.startsWith("naust") && figures.containsKey(peer)
                    ? String.format(Locale.ROOT, "   naust/pgbench = %.2f", mine / median(figures.get(peer)))
                    : "";
            System.out.printf(Locale.ROOT, "%-45s %,10.0f jobs/s%s%n", what, mine, ratio);
        });
    }

    private static double median(List<Double> all) {
        List<Double> sorted = all.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
