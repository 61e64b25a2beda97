package dev.naust.redis.queue;

import dev.naust.api.model.Document;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Queue;
import dev.naust.api.store.StoreException;
import dev.naust.json.ExactJson;
import dev.naust.redis.collection.Collection;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import dev.naust.redis.connection.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The queues of a Redis store. All keys of one queue lie in one slot of a cluster. Safe for use by several threads. */
public final class RedisQueue implements Queue {
    private static final byte[] NAMES = utf8(Collection.OWN + "queues");
    private static final int LONGEST_ERROR = 2000;
    private static final double BY_CHANCE = 0.1;

    private final Redis redis;
    private final ExactJson json = new ExactJson();
    private final Map<String, Script> scripts = new HashMap<>();

    /** The queues of a server. */
    public RedisQueue(Redis redis) {
        this.redis = redis;
        for (String name : List.of(
                "enqueue", "dequeue", "heartbeat", "acknowledge", "fail", "requeue", "purge", "counts", "jobs")) {
            scripts.put(name, Script.of(RedisQueue.class, "common.lua", name + ".lua"));
        }
    }

    @Override
    public List<String> queues() {
        return list(redis.send(Request.on(NAMES, Command.SMEMBERS))).stream()
                .map(RedisQueue::text)
                .sorted()
                .toList();
    }

    @Override
    public String enqueue(String queue, NewJob job) {
        return enqueueAll(queue, List.of(job)).get(0);
    }

    @Override
    public List<String> enqueueAll(String queue, List<NewJob> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        List<byte[]> arguments = new ArrayList<>();
        for (NewJob job : jobs) {
            arguments.add(data(job));
            arguments.add(job.runAt()
                    .map(at -> Request.number(Math.max(0, at.toEpochMilli())))
                    .orElseGet(() -> new byte[0]));
            arguments.add(Request.number(job.priority()));
            arguments.add(Request.number(job.maxAttempts()));
            arguments.add(Request.number(job.backoff().toMillis()));
            arguments.add(job.dedupKey().map(key -> utf8("k" + key)).orElseGet(() -> new byte[0]));
        }
        // The name first: a queue that is listed and empty is better than jobs that nobody finds.
        redis.send(Request.on(NAMES, Command.SADD, utf8(queue)));
        return list(run("enqueue", queue, arguments.toArray(byte[][]::new))).stream()
                .map(RedisQueue::text)
                .toList();
    }

    @Override
    public List<LeasedJob> dequeue(String queue, int max, Duration lease) {
        List<?> given = list(run("dequeue", queue, Request.number(max), Request.number(lease.toMillis())));
        List<LeasedJob> jobs = new ArrayList<>();
        for (int i = 0; i + 4 < given.size(); i += 5) {
            jobs.add(new LeasedJob(
                    text(given.get(i)),
                    json.readDocument(text(given.get(i + 1))),
                    Integer.parseInt(text(given.get(i + 2))),
                    Long.parseLong(text(given.get(i + 3))),
                    Instant.ofEpochMilli(Long.parseLong(text(given.get(i + 4))))));
        }
        return jobs;
    }

    @Override
    public Instant heartbeat(String queue, String id, long token, Duration lease) {
        Object until = run("heartbeat", queue, utf8(id), Request.number(token), Request.number(lease.toMillis()));
        if (until == null) {
            throw lost(queue, id, token);
        }
        return Instant.ofEpochMilli(Long.parseLong(text(until)));
    }

    @Override
    public void acknowledge(String queue, String id, long token) {
        if (!list(run("acknowledge", queue, utf8(id), Request.number(token))).isEmpty()) {
            throw lost(queue, id, token);
        }
    }

    @Override
    public List<String> acknowledgeAll(String queue, List<LeasedJob> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        List<byte[]> arguments = new ArrayList<>();
        for (LeasedJob job : jobs) {
            arguments.add(utf8(job.id()));
            arguments.add(Request.number(job.token()));
        }
        return list(run("acknowledge", queue, arguments.toArray(byte[][]::new))).stream()
                .map(RedisQueue::text)
                .toList();
    }

    @Override
    public void fail(String queue, String id, long token, String error, boolean retry) {
        String cut = error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error;
        Object done = run(
                "fail",
                queue,
                utf8(id),
                Request.number(token),
                utf8(cut),
                Request.ascii(retry ? "1" : "0"),
                Request.number(NewJob.LONGEST.toMillis()),
                Request.ascii(
                        Double.toString(BY_CHANCE * ThreadLocalRandom.current().nextDouble())));
        if (!Long.valueOf(1).equals(done)) {
            throw lost(queue, id, token);
        }
    }

    @Override
    public void requeue(String queue, String id) {
        Object done = run("requeue", queue, utf8(id));
        if (Long.valueOf(0).equals(done)) {
            throw new StoreException(
                    CommonError.JOB_NOT_FOUND,
                    "Queue \"" + queue + "\" has no dead job " + id + "; it may have been requeued or removed");
        }
        if (Long.valueOf(-1).equals(done)) {
            throw new StoreException(
                    CommonError.JOB_NOT_FOUND,
                    "Job " + id + " of queue \"" + queue
                            + "\" cannot be tried again while another with its deduplication key is to be done");
        }
    }

    @Override
    public long purge(String queue, JobState state, Instant before) throws InterruptedException {
        if (state == JobState.LEASED) {
            throw new StoreException(
                    CommonError.UNSUPPORTED, "Leased jobs cannot be removed; wait until their workers are done");
        }
        long removed = 0;
        String last = "0";
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            List<?> some =
                    list(run("purge", queue, utf8(state.name()), Request.number(before.toEpochMilli()), utf8(last)));
            removed += (Long) some.get(0);
            String next = text(some.get(1));
            if (next.equals(last)) {
                return removed;
            }
            last = next;
        }
    }

    @Override
    public Counts counts(String queue) {
        List<?> counts = list(run("counts", queue));
        return new Counts((Long) counts.get(0), (Long) counts.get(1), (Long) counts.get(2), (Long) counts.get(3));
    }

    @Override
    public List<Job> jobs(String queue, JobState state, Optional<String> afterId, int limit) {
        String after = afterId.filter(id -> id.matches("[0-9]{16}-[0-9a-f]{12}"))
                .map(id -> id.substring(0, 16))
                .orElse("0");
        List<?> answer = list(run("jobs", queue, utf8(state.name()), utf8(after), Request.number(limit)));
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            jobs.add(job(text(answer.get(i)), state, list(answer.get(i + 1))));
        }
        return jobs;
    }

    private Job job(String id, JobState state, List<?> flat) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(text(flat.get(i)), text(flat.get(i + 1)));
        }
        return new Job(
                id,
                json.readDocument(fields.getOrDefault("data", "{}")),
                state,
                Integer.parseInt(fields.getOrDefault("priority", "0")),
                Integer.parseInt(fields.getOrDefault("attempts", "0")),
                Integer.parseInt(fields.getOrDefault("max", "1")),
                Instant.ofEpochMilli(Long.parseLong(fields.getOrDefault("runAt", "0"))),
                Optional.ofNullable(fields.get("lease")).map(Long::parseLong).map(Instant::ofEpochMilli),
                Optional.ofNullable(fields.get("error")),
                Optional.ofNullable(fields.get("dedup")));
    }

    private byte[] data(NewJob job) {
        try {
            Document data = job.data();
            return utf8(json.write(data));
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    RedisErrorCode.BAD_DATA, "The job's data cannot be kept in Redis: " + e.getMessage(), e);
        }
    }

    private @Nullable Object run(String script, String queue, byte[]... arguments) {
        byte[] prefix = utf8(Collection.OWN + "queue:{" + Collection.tag(queue, ":") + "}:");
        return redis.send(Request.run(scripts.get(script), List.of(prefix), arguments));
    }

    private static StoreException lost(String queue, String id, long token) {
        return new StoreException(
                CommonError.LEASE_LOST,
                "The lease " + token + " on job " + id + " of queue \"" + queue
                        + "\" has ended; give the job up, another worker may have it");
    }

    private static List<?> list(@Nullable Object answer) {
        return answer == null ? List.of() : (List<?>) answer;
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
