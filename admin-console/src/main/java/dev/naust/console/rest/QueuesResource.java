package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.service.DocumentQueue;
import dev.naust.api.store.Queue.Counts;
import dev.naust.api.store.Queue.Job;
import dev.naust.api.store.Queue.JobState;
import dev.naust.api.store.Queue.LeasedJob;
import dev.naust.api.store.Queue.NewJob;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.PathName;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Queues of jobs, for workers that speak HTTP. A call that needs a lease names its token; a stale one is refused with 409. */
public final class QueuesResource {
    private static final int LONGEST_LEASE = 24 * 3600;
    private static final int LONGEST_NAME = 100;
    private static final int MOST = 1_000;

    private final StoreWork work;
    private final Idempotency idempotency;

    public QueuesResource(Services services, Deadlines deadlines, Idempotency idempotency) {
        this.work = new StoreWork(services, deadlines);
        this.idempotency = idempotency;
    }

    /** What is done with a queue. */
    private interface Step<T> {
        T with(DocumentQueue queue) throws Exception;
    }

    private <T> T queue(Context request, Step<T> step) throws Exception {
        String name = PathName.decode(request.pathParam("queue"));
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(
                    422, "queue.name_invalid", "A queue's name has 1 to " + LONGEST_NAME + " visible characters.");
        }
        return work.withPorts(request, (store, ports) -> step.with(ports.queue(name)));
    }

    public void list(Context request) throws Exception {
        List<String> names = work.within(
                request,
                store -> store.queue().isPresent() ? store.queue().get().queues() : List.of());
        Answers.page(
                request,
                names,
                name -> name,
                name -> new JsonObject().put("name", name).document());
    }

    public void counts(Context request) throws Exception {
        Counts counts = queue(request, DocumentQueue::counts);
        Answers.send(
                request,
                new JsonObject()
                        .put("name", PathName.decode(request.pathParam("queue")))
                        .put("ready", counts.ready())
                        .put("due", counts.due())
                        .put("leased", counts.leased())
                        .put("dead", counts.dead())
                        .document());
    }

    public void jobs(Context request) throws Exception {
        JobState state = state(request);
        int limit = Answers.limit(request);
        Optional<String> after = Answers.cursor(request);
        List<Job> jobs = queue(request, queue -> queue.jobs(state, after, limit + 1));
        List<Job> page = jobs.subList(0, Math.min(limit, jobs.size()));
        Answers.list(
                request,
                page.stream().map(QueuesResource::form).toList(),
                jobs.size() > limit
                        ? Optional.of(Answers.encode(page.get(page.size() - 1).id()))
                        : Optional.empty());
    }

    public void enqueue(Context request) throws Exception {
        idempotency.once(request, () -> {
            JsonBody body = JsonBody.of(request);
            Document data = body.object("data").orElse(Document.empty());
            Optional<Instant> runAt = body.text("runAt").flatMap(text -> time(body, "runAt", text));
            int priority = body.number("priority", 0, -1_000, 1_000);
            int attempts = body.number("maxAttempts", NewJob.ATTEMPTS, 1, 1_000);
            int backoff = body.number("backoffSeconds", 5, 0, 3_600);
            Optional<String> key = body.text("dedupKey");
            body.done();
            NewJob job = new NewJob(data, runAt, priority, attempts, Duration.ofSeconds(backoff), key);
            String id = queue(request, queue -> queue.enqueue(job));
            Answers.send(request, 201, new JsonObject().put("id", id).document());
        });
    }

    public void dequeue(Context request) throws Exception {
        JsonBody body = JsonBody.of(request);
        int seconds = body.number("leaseSeconds", 60, 1, LONGEST_LEASE);
        int max = body.number("max", 1, 1, MOST);
        body.done();
        List<LeasedJob> jobs = queue(request, queue -> queue.dequeue(max, Duration.ofSeconds(seconds)));
        if (jobs.isEmpty()) {
            request.status(204);
            return;
        }
        Answers.send(
                request,
                new JsonObject()
                        .put("items", jobs.stream().map(QueuesResource::form).toList())
                        .document());
    }

    public void acknowledge(Context request) throws Exception {
        JsonBody body = JsonBody.of(request);
        LeasedJob job = leased(request, body);
        body.done();
        queue(request, queue -> {
            queue.acknowledge(job);
            return true;
        });
        request.status(204);
    }

    public void heartbeat(Context request) throws Exception {
        JsonBody body = JsonBody.of(request);
        LeasedJob job = leased(request, body);
        int seconds = body.number("leaseSeconds", 60, 1, LONGEST_LEASE);
        body.done();
        Instant until = queue(request, queue -> queue.heartbeat(job, Duration.ofSeconds(seconds)));
        Answers.send(request, new JsonObject().put("leaseUntil", until).document());
    }

    public void fail(Context request) throws Exception {
        JsonBody body = JsonBody.of(request);
        LeasedJob job = leased(request, body);
        String error = body.text("error").orElse("");
        boolean retry = body.truth("retry", true);
        body.done();
        queue(request, queue -> {
            queue.fail(job, error, retry);
            return true;
        });
        request.status(204);
    }

    public void requeue(Context request) throws Exception {
        queue(request, queue -> {
            queue.requeue(request.pathParam("job"));
            return true;
        });
        request.status(204);
    }

    public void purge(Context request) throws Exception {
        JsonBody body = JsonBody.of(request);
        JobState state = body.choice("state", JobState.class, JobState.DEAD);
        Instant before =
                body.text("before").flatMap(text -> time(body, "before", text)).orElseGet(Instant::now);
        body.done();
        long removed = queue(request, queue -> queue.purge(state == null ? JobState.DEAD : state, before));
        Answers.send(request, new JsonObject().put("removed", removed).document());
    }

    private static LeasedJob leased(Context request, JsonBody body) {
        long token = body.whole("token");
        return new LeasedJob(request.pathParam("job"), Document.empty(), 1, token, Instant.EPOCH);
    }

    private static Optional<Instant> time(JsonBody body, String name, String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            body.wrong(name, "must be a time with its zone, such as 2026-11-21T12:00:00Z");
            return Optional.empty();
        }
    }

    private static JobState state(Context request) {
        String text = Optional.ofNullable(request.queryParam("state")).orElse("ready");
        try {
            return JobState.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(422, "state.invalid", "state must be ready, leased or dead.");
        }
    }

    private static Document form(LeasedJob job) {
        return new JsonObject()
                .put("id", job.id())
                .put("data", job.data())
                .put("attempt", job.attempt())
                .put("token", job.token())
                .put("leaseUntil", job.leaseUntil())
                .document();
    }

    private static Document form(Job job) {
        return new JsonObject()
                .put("id", job.id())
                .put("data", job.data())
                .put("state", job.state().name())
                .put("priority", job.priority())
                .put("attempts", job.attempts())
                .put("maxAttempts", job.maxAttempts())
                .put("runAt", job.runAt())
                .putTime("leaseUntil", job.leaseUntil())
                .putText("error", job.error())
                .putText("dedupKey", job.dedupKey())
                .document();
    }
}
