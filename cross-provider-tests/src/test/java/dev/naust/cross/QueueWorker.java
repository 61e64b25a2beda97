package dev.naust.cross;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Queue;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.json.JsonValues;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Takes jobs until it is ended, and tells what it does: {@code start 7 2} for the second attempt at job 7, then {@code ack 7 2}. */
final class QueueWorker implements Runnable {
    static final String QUEUE = "contended";
    static final Duration LEASE = Duration.ofSeconds(2);
    static final String READY = "ready 0 0";

    private static final int LONGEST_WORK = 20;

    private final Queue queue;
    private final Consumer<String> told;
    private final BooleanSupplier dies;
    private final BooleanSupplier ended;
    private final Random random;

    /**
     * A worker.
     *
     * @param dies whether it dies with the jobs that it has just got
     * @param ended whether it gets no more. An interruption would cut off what it has yet to tell: a queue is empty before its
     *     last worker has heard so
     */
    QueueWorker(Queue queue, Consumer<String> told, BooleanSupplier dies, BooleanSupplier ended, long seed) {
        this.queue = queue;
        this.told = told;
        this.dies = dies;
        this.ended = ended;
        this.random = new Random(seed);
    }

    /** As a process of its own, until its input ends: the technology, the store's place as JSON, and how many threads work. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Document place = new JsonValues().readObject(args[1]);
        Store store = Technology.valueOf(args[0]).open(place);
        print(READY);
        AtomicBoolean ended = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            QueueWorker worker =
                    new QueueWorker(store.queue().orElseThrow(), QueueWorker::print, () -> false, ended::get, i);
            threads.add(new Thread(worker, "worker-" + i));
        }
        threads.forEach(Thread::start);
        System.in.readAllBytes();
        ended.set(true);
        for (Thread thread : threads) {
            thread.join(10_000);
        }
        store.close();
    }

    private static synchronized void print(String line) {
        System.out.println(line);
        System.out.flush();
    }

    @Override
    public void run() {
        try {
            while (!ended.getAsBoolean()) {
                List<LeasedJob> jobs = queue.dequeue(QUEUE, 1 + random.nextInt(3), LEASE);
                if (!jobs.isEmpty() && dies.getAsBoolean()) {
                    jobs.forEach(job -> told.accept("start " + number(job)));
                    return;
                }
                for (LeasedJob job : jobs) {
                    work(job);
                }
                if (jobs.isEmpty()) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(LeasedJob job) throws InterruptedException {
        told.accept("start " + number(job));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_WORK));
        try {
            queue.acknowledge(QUEUE, job.id(), job.token());
            told.accept("ack " + number(job));
        } catch (StoreException e) {
            if (e.code() != CommonError.LEASE_LOST) {
                throw e;
            }
        }
    }

    private static String number(LeasedJob job) {
        return job.data().get("n").map(Value::toString).orElseThrow() + " " + job.attempt();
    }
}
