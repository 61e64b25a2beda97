package dev.naust.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends calls whose server has gone without a word: over a network that swallows everything a call would wait until the kernel
 * gives up, which takes many minutes. That a call has waited long proves nothing, so the server is asked over a connection of
 * its own; when nobody answers there either, those who waited for it meanwhile are given up, and so is who waits for a server that
 * waits for him. A slow statement of a server that answers is left alone. Safe for use by several threads.
 *
 * @param <C> the connections that calls wait on
 * @param <S> what tells servers apart
 */
public final class Vigil<C, S> implements AutoCloseable {
    /** How long a call may wait, and then the question to its server, so that both together stay below ten seconds. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** Who comes while a question is open waits for the next one as well. */
    private static final Duration ANSWER_AGAIN = Duration.ofSeconds(2);

    /** Who waits for a connection may spend time with an idle one that is dead, beside the question. */
    private static final Duration QUIET_FOR_CONNECTION = Duration.ofSeconds(2);

    /** For so long a server must have waited for a client that waits for it, before the way between the two is called broken. */
    private static final Duration BOTH_WAIT = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Logger LOG = LoggerFactory.getLogger(Vigil.class);

    /** The servers that calls wait for. */
    public interface Servers<C, S> {
        /** Whose connection this is. */
        S at(C connection);

        /** What stands for those servers to which a new connection could be made. */
        S anywhere();

        /**
         * Whether a server answers on a new connection; also a refusal is an answer.
         *
         * @param limit how long it has
         */
        boolean answers(S server, Duration limit);

        /**
         * What a server that answers says of a connection while it waits for that connection's client; it says the same again as
         * long as it has neither sent nor got anything. Empty where it does not wait for its client, or nobody can tell.
         *
         * @param limit how long it has
         */
        default String waitsForClient(C connection, Duration limit) {
            return "";
        }

        /** Ends a connection, whatever waits on it. */
        void cut(C connection) throws Exception;

        /** Takes note that a server did not answer, so that no idle connection to it is handed out. */
        void silent(S server);
    }

    private final Servers<C, S> servers;
    private final Duration bothWait;
    private final Lookout<Wait> lookout;
    private final ExecutorService workers;
    private final Set<S> silent = ConcurrentHashMap.newKeySet();

    /**
     * A vigil whose threads live only while somebody waits.
     *
     * @param name for thread dumps, such as {@code naust-postgres-shop}
     */
    public Vigil(String name, Servers<C, S> servers) {
        this(name, servers, BOTH_WAIT);
    }

    /** @param bothWait for how long a server and its client may wait for each other */
    Vigil(String name, Servers<C, S> servers, Duration bothWait) {
        this.servers = servers;
        this.bothWait = bothWait;
        this.lookout = new Lookout<>(name + "-vigil", LOOK, this::look);
        // Ending an encrypted connection may wait for who is writing on it.
        this.workers =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-vigil-worker");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** One who waits for a server, until it is closed; equal only to itself. */
    public final class Wait implements AutoCloseable {
        private final @Nullable C connection;
        private final long begin = System.nanoTime();
        private volatile long heard = begin;
        private boolean over;
        private boolean hopeless;

        /** What the server said of the connection when it was asked last, and since when it says so. */
        private String said = "";

        private long saidSince;

        Wait(@Nullable C connection) {
            this.connection = connection;
        }

        private boolean isQuiet() {
            Duration quiet = connection == null ? QUIET_FOR_CONNECTION : QUIET;
            return System.nanoTime() - heard > quiet.toNanos();
        }

        private S server() {
            return connection == null ? servers.anywhere() : servers.at(connection);
        }

        /** Notes what the server says; whether it has said so for too long. */
        private boolean isStuck(String saying) {
            long now = System.nanoTime();
            if (saying.isEmpty() || !saying.equals(said)) {
                said = saying;
                saidSince = now;
            }
            return !saying.isEmpty() && now - saidSince > bothWait.toNanos();
        }

        private void giveUp() {
            synchronized (this) {
                if (over) {
                    return;
                }
                hopeless = true;
            }
            if (connection != null) {
                workers.execute(() -> cut(connection));
            }
        }

        /** Whether the server was asked in vain. */
        public synchronized boolean isHopeless() {
            return hopeless;
        }

        @Override
        public void close() {
            synchronized (this) {
                over = true;
            }
            lookout.remove(this);
        }
    }

    private void cut(C connection) {
        try {
            servers.cut(connection);
        } catch (Exception e) {
            LOG.debug("A connection to a silent server ended with a failure", e);
        }
    }

    /** Somebody begins to wait for any connection. */
    public Wait beginWithout() {
        return enter(new Wait(null));
    }

    /** Somebody begins to wait for a connection's server. */
    public Wait begin(C connection) {
        return enter(new Wait(connection));
    }

    private Wait enter(Wait wait) {
        lookout.add(wait);
        return wait;
    }

    private void look(Set<Wait> all) {
        Map<S, List<Wait>> quiet = all.stream().filter(Wait::isQuiet).collect(Collectors.groupingBy(Wait::server));
        List<CompletableFuture<Void>> questions = quiet.entrySet().stream()
                .map(each -> CompletableFuture.runAsync(() -> ask(each.getKey(), each.getValue(), all), workers))
                .toList();
        questions.forEach(CompletableFuture::join);
    }

    /** Who began to wait before the question was asked has waited as long as the question. */
    private void ask(S server, List<Wait> quiet, Set<Wait> all) {
        long asked = System.nanoTime();
        if (servers.answers(server, silent.contains(server) ? ANSWER_AGAIN : ANSWER)) {
            silent.remove(server);
            quiet.forEach(wait -> wait.heard = asked);
            quiet.forEach(this::endIfStuck);
        } else {
            silent.add(server);
            LOG.warn("{} says nothing, and does not answer a new connection: calls that wait for it end", server);
            servers.silent(server);
            all.stream()
                    .filter(wait -> wait.begin - asked <= 0 && wait.server().equals(server))
                    .forEach(Wait::giveUp);
        }
    }

    /** What a call waits for may have been lost on its way, by something in between that takes new connections. */
    private void endIfStuck(Wait wait) {
        if (wait.connection != null && wait.isStuck(servers.waitsForClient(wait.connection, ANSWER_AGAIN))) {
            LOG.warn(
                    "{} waits for the client of a connection that waits for it: that connection is ended",
                    wait.server());
            wait.giveUp();
        }
    }

    /** Ends a connection, whatever waits on it, without waiting for that. */
    void end(C connection) {
        workers.execute(() -> cut(connection));
    }

    @Override
    public void close() {
        lookout.close();
        workers.shutdown();
    }
}
