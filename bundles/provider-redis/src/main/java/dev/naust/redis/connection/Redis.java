package dev.naust.redis.connection;

import dev.naust.api.store.Category;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * A Redis server or cluster. Requests go out many at a time without waiting for each other's answers; in a cluster each goes
 * to the primary that has its key, following it when it moves. Safe for use by several threads.
 */
public final class Redis implements AutoCloseable {
    private static final int REDIRECTIONS = 6;

    private final Access access;
    private final RedisErrors errors;
    private final Servers servers;
    private volatile Topology topology;

    private Redis(Access access) {
        this.access = access;
        this.errors = new RedisErrors(access.where());
        this.servers = new Servers(access, errors);
        this.topology = Topology.of(access.servers().get(0));
    }

    /**
     * Connects.
     *
     * @throws StoreException when no server answers; nothing is left open then
     */
    public static Redis connect(Access access) {
        Redis redis = new Redis(access);
        try {
            if (access.cluster()) {
                redis.discover();
            }
            redis.send(Request.of(Command.PING));
            return redis;
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
    }

    /** What failures of this server say. */
    public RedisErrors errors() {
        return errors;
    }

    /** Whether this is a cluster. */
    public boolean isCluster() {
        return access.cluster();
    }

    /** The store's id, for names of threads. */
    public String store() {
        return access.store();
    }

    /** Sends one request and returns its answer: bytes, a Long, a list of answers or null. */
    public @Nullable Object send(Request request) {
        return sendAll(List.of(request)).get(0);
    }

    /**
     * Sends requests and returns their answers in order.
     *
     * @throws StoreException when any of them was answered with an error; the others may have had their effect
     */
    public List<Object> sendAll(List<Request> requests) {
        List<Object> answers = exchange(requests);
        answers.forEach(this::refuseError);
        return answers;
    }

    /** The servers that between them hold all keys. */
    public List<Endpoint> primaries() {
        return topology.primaries();
    }

    /** Asks one server. */
    public @Nullable Object ask(Endpoint server, Request request) {
        Object answer = servers.exchange(server, List.of(request)).get(0);
        refuseError(answer);
        return answer;
    }

    /** Asks one server, which has so long to answer. */
    public Object ask(Endpoint server, Request request, Duration timeout) {
        Object answer = servers.ask(server, request, timeout);
        refuseError(answer);
        return answer;
    }

    /** The number of the database; always 0 in a cluster. */
    public int database() {
        return access.database();
    }

    /** Proves within a time that every primary answers. */
    public void check(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        for (Endpoint server : primaries()) {
            servers.ping(server, Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime())));
        }
    }

    /**
     * Has a server judge requests without carrying them out: it queues them, and is told to forget them again.
     *
     * @return for each request why it would be refused; empty for one that would not, or that another server would have to judge
     */
    public List<Optional<StoreException>> judge(List<Request> requests, Duration answering) {
        try (Connection mine = dedicated(answering)) {
            mine.sendCommand(Command.MULTI);
            mine.getOne();
            List<Optional<StoreException>> refusals = new ArrayList<>();
            for (Request each : requests) {
                mine.sendCommand(each.command(), each.arguments());
                refusals.add(queued(mine));
            }
            mine.sendCommand(Command.DISCARD);
            mine.getOne();
            return refusals;
        } catch (JedisDataException e) {
            // Without the right to queue nothing can be judged, and nothing was sent.
            return requests.stream()
                    .map(each -> Optional.<StoreException>empty())
                    .toList();
        } catch (JedisException e) {
            throw errors.of(e);
        }
    }

    private Optional<StoreException> queued(Connection mine) {
        try {
            mine.getOne();
            return Optional.empty();
        } catch (JedisRedirectionException elsewhere) {
            return Optional.empty();
        } catch (JedisDataException refusal) {
            return Optional.of(errors.ofReply(refusal));
        }
    }

    /** A connection of its own, which the caller ends; answers on it may take this long. */
    public Connection dedicated(Duration answering) {
        return servers.dedicated(topology.primaries().get(0), answering);
    }

    /** Whether this was closed. */
    public boolean isClosed() {
        return servers.isClosed();
    }

    /** Ends all connections, also those in use. */
    @Override
    public void close() {
        servers.close();
    }

    private void refuseError(@Nullable Object answer) {
        if (answer instanceof JedisDataException error) {
            throw errors.ofReply(error);
        }
    }

    private List<Object> exchange(List<Request> requests) {
        Object[] answers = new Object[requests.size()];
        Request[] open = requests.toArray(Request[]::new);
        List<Integer> todo = IntStream.range(0, open.length).boxed().toList();
        for (int round = 0; !todo.isEmpty(); round++) {
            if (round == REDIRECTIONS) {
                throw new StoreException(
                        RedisErrorCode.CLUSTER_DOWN,
                        "The cluster at " + access.where() + " sends the same request from server to server."
                                + " Check its state with CLUSTER INFO");
            }
            List<Integer> again = new ArrayList<>();
            for (Map.Entry<Endpoint, List<Integer>> part : byServer(open, todo).entrySet()) {
                again.addAll(exchange(part.getKey(), part.getValue(), open, answers));
            }
            todo = again;
        }
        return Arrays.asList(answers);
    }

    /** Exchanges some of the requests with one server; returns those that must go again. */
    private List<Integer> exchange(Endpoint server, List<Integer> indexes, Request[] open, Object[] answers) {
        List<Object> some;
        try {
            some = servers.exchange(server, indexes.stream().map(i -> open[i]).toList());
        } catch (StoreException e) {
            if (access.cluster() && e.category() == Category.UNAVAILABLE && !isClosed()) {
                servers.forget(server);
                lookAgain();
            }
            throw e;
        }
        List<Integer> again = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            int index = indexes.get(i);
            answers[index] = some.get(i);
            if (mustGoAgain(open, answers, index)) {
                again.add(index);
            }
        }
        return again;
    }

    /** Looks at an answer that only says where or how to ask again. */
    private boolean mustGoAgain(Request[] open, Object[] answers, int index) {
        Object answer = answers[index];
        if (answer instanceof JedisNoScriptException) {
            Optional<Request> full = open[index].withSource();
            full.ifPresent(request -> open[index] = request);
            return full.isPresent();
        }
        if (!access.cluster()) {
            return false;
        }
        if (answer instanceof JedisAskDataException ask) {
            // The answer to ASKING itself is of no interest.
            answers[index] = servers.exchange(at(ask.getTargetNode()), List.of(Request.of(Command.ASKING), open[index]))
                    .get(1);
            return false;
        }
        if (answer instanceof JedisMovedDataException) {
            discover();
            return true;
        }
        return false;
    }

    private Map<Endpoint, List<Integer>> byServer(Request[] open, List<Integer> todo) {
        Map<Endpoint, List<Integer>> parts = new LinkedHashMap<>();
        for (int index : todo) {
            Endpoint server = topology.primary(open[index].slot());
            if (server == null) {
                throw new StoreException(
                        RedisErrorCode.CLUSTER_DOWN,
                        "Nobody in the cluster at " + access.where()
                                + " serves the slot of a key. Check its state with CLUSTER INFO");
            }
            parts.computeIfAbsent(server, any -> new ArrayList<>()).add(index);
        }
        return parts;
    }

    /** Asks the cluster anew who serves what, so that the next call finds a primary that took over. */
    private void lookAgain() {
        try {
            discover();
        } catch (StoreException e) {
            // The failure that led here is what the caller must hear; the next call asks again.
            topology = Topology.of(access.servers().get(0));
        }
    }

    private void discover() {
        List<Endpoint> known = new ArrayList<>(topology.primaries());
        access.servers().stream().filter(each -> !known.contains(each)).forEach(known::add);
        StoreException last = null;
        for (Endpoint server : known) {
            try {
                Object slots = ask(server, Request.of(Command.CLUSTER, Request.ascii("SLOTS")));
                if (slots != null) {
                    topology = Topology.read(slots, server);
                    return;
                }
            } catch (StoreException e) {
                last = e;
            }
        }
        throw last == null ? errors.closed() : last;
    }

    private static Endpoint at(HostAndPort node) {
        return new Endpoint(node.getHost(), node.getPort());
    }
}
