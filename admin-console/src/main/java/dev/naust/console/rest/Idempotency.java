package dev.naust.console.rest;

import dev.naust.console.security.Caller;
import dev.naust.console.web.ProblemException;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets a script repeat a creating request whose answer it lost. A request with the header {@code Idempotency-Key} is carried
 * out once; the same key again gets the first answer again, for a day. Safe for use by several threads.
 */
public final class Idempotency {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final int MOST = 1_000;

    private final Clock clock;
    private final Map<String, Kept> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST;
        }
    };

    public Idempotency(Clock clock) {
        this.clock = clock;
    }

    /** Creates something and answers. */
    public interface Creation {
        void run() throws Exception;
    }

    /**
     * Carries a request out, or repeats its answer.
     *
     * @throws ProblemException with status 422 when the key was used for something else, 409 while the first request still runs
     */
    void once(Context request, Creation creation) throws Exception {
        String sent = request.header("Idempotency-Key");
        if (sent == null) {
            creation.run();
            return;
        }
        if (!sent.matches("[\\x21-\\x7e]{1,200}")) {
            throw new ProblemException(
                    422, "idempotency.invalid", "Idempotency-Key must be 1 to 200 visible ASCII characters.");
        }
        String who = Caller.of(request).map(caller -> caller.identity().name()).orElse("");
        String key = who + ' ' + request.path() + ' ' + sent;
        String content = hash(request.bodyAsBytes());
        Answer known = begin(key, content);
        if (known != null) {
            known.send(request);
            return;
        }
        Answer answer = null;
        try {
            creation.run();
            answer = Answer.of(request);
        } finally {
            end(key, content, answer);
        }
    }

    private synchronized @Nullable Answer begin(String key, String content) {
        Kept entry = entries.get(key);
        if (entry == null || entry.since().plus(KEPT).isBefore(clock.instant())) {
            entries.put(key, new Kept(content, clock.instant(), null));
            return null;
        }
        if (!entry.content().equals(content)) {
            throw new ProblemException(
                    422, "idempotency.reused", "This Idempotency-Key was used for another request. Choose a new one.");
        }
        if (entry.answer() == null) {
            throw new ProblemException(
                    409,
                    "idempotency.running",
                    "The first request with this Idempotency-Key is still being carried out.");
        }
        return entry.answer();
    }

    /** A request that failed has created nothing, so its key is free again. */
    private synchronized void end(String key, String content, @Nullable Answer answer) {
        if (answer == null) {
            entries.remove(key);
        } else {
            entries.put(key, new Kept(content, clock.instant(), answer));
        }
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Kept(
            String content, Instant since, @Nullable Answer answer) {}

    private record Answer(int status, String body, String location) {
        static Answer of(Context request) {
            return new Answer(
                    request.statusCode(),
                    Objects.requireNonNullElse(request.result(), ""),
                    Objects.requireNonNullElse(request.res().getHeader("Location"), ""));
        }

        void send(Context request) {
            if (!location.isEmpty()) {
                request.header("Location", location);
            }
            request.status(status)
                    .contentType("application/json")
                    .header("Idempotency-Replayed", "true")
                    .result(body.getBytes(StandardCharsets.UTF_8));
        }
    }
}
