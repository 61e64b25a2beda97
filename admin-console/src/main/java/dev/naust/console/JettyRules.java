package dev.naust.console;

import dev.naust.console.security.SecurityHeaders;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemWriter;
import dev.naust.console.web.Problems;
import dev.naust.console.web.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/** The limits below the routes: sizes, times, connections, and what an address may look like. */
final class JettyRules {
    /** The largest body of a request, in bytes. */
    static final int LARGEST_BODY = 1_000_000;

    /** Up to this size, in bytes, what is too large is taken in and thrown away, so that its sender can read the answer. */
    private static final int LARGEST_THROWN_AWAY = 8_000_000;

    private static final int THROWING_MILLIS = 5_000;
    private static final int HEAD_BYTES = 16 * 1024;
    private static final int CONNECTIONS = 512;
    private static final int IDLE_MILLIS = 30_000;
    private static final int STOP_MILLIS = 3_000;

    private JettyRules() {}

    static void apply(HttpConfiguration http) {
        http.setUriCompliance(UriCompliance.DEFAULT);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEAD_BYTES);
        http.setIdleTimeout(IDLE_MILLIS);
    }

    static void apply(Server server) {
        server.setStopTimeout(STOP_MILLIS);
        server.setErrorHandler(new Refusals());
        server.setHandler(new GracefulHandler(new BodyLimit()));
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
    }

    static ServerConnector connector(Server server, HttpConfiguration http, ConsoleSettings settings) {
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new org.eclipse.jetty.server.HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        // How long a connection that only waits for its client may hold up the stop.
        connector.setShutdownIdleTimeout(100);
        return connector;
    }

    /** Limits bodies, except for those that are files, which their routes limit. */
    private static final class BodyLimit extends SizeLimitHandler {
        private static final Pattern FILES = Pattern.compile("(/api/v1)?/plugins(/[^/]+/update)?");

        BodyLimit() {
            super(LARGEST_BODY, -1);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            boolean isFile = request.getMethod().equals("POST")
                    && FILES.matcher(Request.getPathInContext(request)).matches();
            if (isFile) {
                return getHandler().handle(request, response, callback);
            }
            long length = request.getLength();
            if (length > LARGEST_BODY && length <= LARGEST_THROWN_AWAY) {
                refuse(request, response, callback);
                return true;
            }
            return super.handle(request, response, callback);
        }

        /** A client that is cut off while it sends often never sees the answer (RFC 9112, section 9.6). */
        private static void refuse(Request request, Response response, Callback callback) {
            Scheduler.Task end = request.getComponents()
                    .getScheduler()
                    .schedule(
                            () -> request.fail(new TimeoutException("The body did not come in time")),
                            THROWING_MILLIS,
                            TimeUnit.MILLISECONDS);
            Content.Source.consumeAll(
                    request,
                    Callback.from(
                            () -> {
                                end.cancel();
                                Response.writeError(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
                            },
                            failure -> {
                                end.cancel();
                                callback.failed(failure);
                            }));
        }
    }

    /** Answers what Jetty refuses before a route sees it, in the same form and with the same headers as everything else. */
    private static final class Refusals extends ErrorHandler {
        private final RequestId ids = new RequestId();

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String id = ids.next();
            Problem problem = Problems.ofStatus(response.getStatus());
            SecurityHeaders.ALWAYS.forEach(
                    (name, value) -> response.getHeaders().put(name, value));
            response.getHeaders().put("X-Request-Id", id);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
            byte[] body = ProblemWriter.json(problem, id).getBytes(StandardCharsets.UTF_8);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            response.write(true, java.nio.ByteBuffer.wrap(body), callback);
            return true;
        }
    }
}
