package dev.naust.console;

import dev.naust.console.security.SecurityHeaders;
import dev.naust.console.web.ProblemWriter;
import dev.naust.console.web.RequestId;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.BindException;
import java.net.SocketException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running web server: Javalin with the console's limits, headers, errors and routes. Serves until it is closed. */
final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final int THREADS = 250;

    private final Javalin server;
    private final ConsoleSettings settings;

    private WebServer(Javalin server, ConsoleSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /**
     * Listens and serves.
     *
     * @throws IllegalStateException when it cannot listen; the message says why and what to do
     */
    static WebServer start(ConsoleSettings settings, Routes routes) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Jetty and Javalin look up services through the context class loader, which request threads inherit.
        thread.setContextClassLoader(new LoggingSight(WebServer.class.getClassLoader()));
        try {
            Javalin server = Javalin.create(config -> configure(config, settings, routes));
            try {
                server.start();
            } catch (RuntimeException e) {
                server.stop();
                throw cannotListen(settings, e);
            }
            return new WebServer(server, settings);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Where it can be reached. */
    URI address() {
        return URI.create("http://" + settings.urlHost() + ":" + server.port());
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void configure(JavalinConfig config, ConsoleSettings settings, Routes routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.threadPool = threads();
        config.jetty.modifyHttpConfiguration(JettyRules::apply);
        config.jetty.modifyServer(JettyRules::apply);
        config.jetty.addConnector((server, http) -> JettyRules.connector(server, http, settings));
        config.http.maxRequestSize = JettyRules.LARGEST_BODY;
        config.http.asyncTimeout = 60_000;
        config.http.prefer405over404 = true;
        config.http.strictContentTypes = true;
        // A compressed page that holds a forgery token beside a stranger's text gives the token away by its length.
        config.http.compressionStrategy = CompressionStrategy.NONE;
        frame(config, routes);
    }

    private static void frame(JavalinConfig config, Routes routes) {
        RequestId ids = new RequestId();
        ProblemWriter problems = new ProblemWriter(routes.errorPages());
        config.routes.before(request -> {
            ids.begin(request);
            SecurityHeaders.ALWAYS.forEach(request::header);
            routes.guard().checkAddress(request);
        });
        routes.register(config.routes);
        config.routes.exception(Exception.class, (failure, request) -> problems.write(request, failure));
        // Javalin has a handler of its own for these, which a handler for all exceptions does not replace.
        config.routes.exception(HttpResponseException.class, (failure, request) -> problems.write(request, failure));
        config.requestLogger.http((request, millis) -> {
            log(request, millis);
            ids.end();
        });
    }

    private static void log(Context request, Float millis) {
        boolean changing = !request.req().getMethod().equals("GET");
        if (changing || request.statusCode() >= 400) {
            LOG.info(
                    "{} {} {} in {} ms",
                    request.req().getMethod(),
                    request.path(),
                    request.statusCode(),
                    Math.round(millis));
        } else {
            LOG.debug("{} {} {}", request.req().getMethod(), request.path(), request.statusCode());
        }
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4, 30_000);
        threads.setName("console");
        threads.setDaemon(true);
        // Null where the JVM has none: then requests run on the pool's own threads.
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("console-request-"));
        return threads;
    }

    private static IllegalStateException cannotListen(ConsoleSettings settings, RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new IllegalStateException(
                        "Cannot listen on " + settings.urlHost() + " port " + settings.port() + ": "
                                + cause.getMessage()
                                + ". Stop the program that uses the port, or choose another one with NAUST_PORT.",
                        failure);
            }
            if (cause instanceof SocketException || cause instanceof UnresolvedAddressException) {
                return new IllegalStateException(
                        "Cannot listen on " + settings.host() + ": NAUST_HOST must be an address of this machine.",
                        failure);
            }
        }
        return new IllegalStateException("The web server cannot start: " + failure.getMessage(), failure);
    }
}
