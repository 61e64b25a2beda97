package dev.naust.console.web;

import io.javalin.http.Context;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import org.slf4j.MDC;

/** The name under which a request's answer and its log lines find each other. */
public final class RequestId {
    private static final String KEY = "requestId";

    private final SecureRandom random = new SecureRandom();

    /** Names a request and the log lines that its thread writes from now on. */
    public void begin(Context request) {
        String id = next();
        request.attribute(KEY, id);
        request.header("X-Request-Id", id);
        MDC.put(KEY, id);
    }

    /** Ends the naming of the thread's log lines. */
    public void end() {
        MDC.remove(KEY);
    }

    /** A new id. */
    public String next() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The id of a request. */
    public static String of(Context request) {
        return Objects.requireNonNullElse(request.<String>attribute(KEY), "");
    }
}
