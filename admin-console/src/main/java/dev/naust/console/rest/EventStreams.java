package dev.naust.console.rest;

import dev.naust.api.service.Health;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.Runs;
import dev.naust.console.rest.EventQueue.Told;
import dev.naust.console.security.Callers;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events: the changes of runs, and of stores' health, as they happen, to browsers and to {@code curl} alike. Each stream holds a thread of
 * the server, so there are only so many. Safe for use by several threads.
 */
public final class EventStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final JsonValues JSON = new JsonValues();
    private static final int MOST = 40;
    private static final int RUNS_AT_FIRST = 50;

    private final Services services;
    private final Callers callers;
    private final Duration heartbeat;
    private final Semaphore places = new Semaphore(MOST);
    private final Set<EventQueue> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param heartbeat how often a silent stream shows that it lives, and whether its reader is still signed in
     */
    public EventStreams(Services services, Callers callers, Duration heartbeat) {
        this.services = services;
        this.callers = callers;
        this.heartbeat = heartbeat;
    }

    /** Tells of one run: how it stands, every change, and after its final state no more. */
    void follow(Context request, String runId) throws Exception {
        if (isOver(runId) && request.header("Last-Event-ID") != null) {
            // A browser comes back after every end of a stream, unless it is told that there is no more.
            request.status(204);
            return;
        }
        stream(request, Optional.of(runId), out -> {
            Optional<Run> now = services.runs().find(runId);
            if (now.isPresent()) {
                send(out, lastSeen(request), "state", now.get());
            }
            return now.isPresent() && !now.get().state().isFinal();
        });
    }

    /** Tells of all runs: how those stand that are not over, and every change. */
    void followAll(Context request) throws Exception {
        stream(request, Optional.empty(), out -> {
            for (Run run : services.runs().list(Optional.empty(), Optional.empty(), RUNS_AT_FIRST)) {
                if (!run.state().isFinal()) {
                    send(out, 0, "state", run);
                }
            }
            return true;
        });
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(EventQueue::end);
    }

    private interface Beginning {
        /** Sends the first events and tells whether more may follow. */
        boolean send(OutputStream out) throws IOException;
    }

    private void stream(Context request, Optional<String> runId, Beginning beginning) throws Exception {
        if (!places.tryAcquire()) {
            throw new ProblemException(Problem.of(
                            503,
                            "events.too_many",
                            "Too many event streams are open. Close one, or ask for the run itself now and then.")
                    .retryAfter(Duration.ofSeconds(10)));
        }
        EventQueue queue = new EventQueue();
        open.add(queue);
        try {
            // Subscribed before the first state is read, so that no change falls between the two.
            UpdateInterval interval = UpdateInterval.of(request);
            Runs.Subscription runs = services.runs().subscribe(runId, event -> {
                if (interval.lets(event)) {
                    queue.add(told(event));
                }
            });
            try {
                writeWithHealth(request, queue, beginning, runId);
            } finally {
                runs.close();
            }
        } finally {
            open.remove(queue);
            places.release();
        }
    }

    /** Of stores, only the stream of everything tells. */
    private void writeWithHealth(Context request, EventQueue queue, Beginning beginning, Optional<String> runId)
            throws Exception {
        Optional<Health.Subscription> health = runId.isPresent()
                ? Optional.empty()
                : Optional.of(services.health()
                        .subscribe(event -> queue.add(
                                new Told(event.sequence(), event.type(), HealthForm.of(event.report()), false))));
        try {
            if (closed) {
                queue.end();
            }
            write(request, queue, beginning, runId.isPresent());
        } finally {
            health.ifPresent(Health.Subscription::close);
        }
    }

    private static Told told(RunEvent event) {
        return new Told(event.sequence(), event.type(), RunForm.of(event.run()), event.isLast());
    }

    private void write(Context request, EventQueue queue, Beginning beginning, boolean endsWithRun) throws Exception {
        request.res().setContentType("text/event-stream; charset=utf-8");
        request.header("X-Accel-Buffering", "no");
        OutputStream out = request.res().getOutputStream();
        try {
            out.write("retry: 2000\n\n".getBytes(StandardCharsets.UTF_8));
            boolean more = beginning.send(out);
            out.flush();
            while (more && !queue.ended()) {
                Optional<Told> event = queue.next(heartbeat);
                if (event.isPresent()) {
                    send(out, event.get());
                    more = !endsWithRun || !event.get().isLast();
                } else if (!queue.ended()) {
                    more = callers.stillValid(request);
                    out.write(": alive\n\n".getBytes(StandardCharsets.UTF_8));
                }
                out.flush();
            }
        } catch (IOException e) {
            LOG.debug("The reader of an event stream has gone: {}", e.toString());
        }
    }

    private boolean isOver(String runId) {
        return services.runs().find(runId).map(run -> run.state().isFinal()).orElse(true);
    }

    private static long lastSeen(Context request) {
        String last = request.header("Last-Event-ID");
        return last != null && last.matches("[0-9]{1,18}") ? Long.parseLong(last) : 0;
    }

    private static void send(OutputStream out, long sequence, String type, Run run) throws IOException {
        send(out, new Told(sequence, type, RunForm.of(run), false));
    }

    private static void send(OutputStream out, Told told) throws IOException {
        String event =
                "id: " + told.sequence() + "\nevent: " + told.type() + "\ndata: " + JSON.write(told.data()) + "\n\n";
        out.write(event.getBytes(StandardCharsets.UTF_8));
    }
}
