package dev.naust.sqlserver.tds;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A double of a server on a free port of this machine. What a test laid out last is looked at first; what nobody laid out is
 * answered with nothing, as the settings of a session are.
 */
public final class TdsServer implements AutoCloseable {
    /** The user and password that the double lets in. */
    public static final String USER = "app";

    public static final String PASSWORD = "p@ss;wörd";

    private final ServerSocket listener;
    private final Optional<SSLContext> tls;
    private final List<Laid> laid = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Answer.Failure> refusals = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<List<@Nullable Object[]>> bulks = new CopyOnWriteArrayList<>();
    private final Set<TdsConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger signIns = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger attentions = new AtomicInteger();
    private volatile @Nullable Route route;
    private volatile @Nullable String token;

    private record Laid(Predicate<Request> when, Function<Request, Answer> then) {}

    record Route(String host, int port) {}

    private TdsServer(Optional<SSLContext> tls) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.tls = tls;
        Thread thread = new Thread(this::accept, "tds-double");
        thread.setDaemon(true);
        thread.start();
    }

    /** A double that does not encrypt. */
    public static TdsServer plain() throws IOException {
        return new TdsServer(Optional.empty());
    }

    /** A double that encrypts everything. */
    public static TdsServer encrypted(SSLContext tls) throws IOException {
        return new TdsServer(Optional.of(tls));
    }

    private void accept() {
        // Not the number of sign-ins: two that come at once would be told apart by nothing.
        int accepted = 0;
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                TdsConnection connection = new TdsConnection(this, socket, accepted++);
                open.add(connection);
                Thread thread = new Thread(connection, "tds-double-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    Optional<SSLContext> tls() {
        return tls;
    }

    /** Lays out an answer to every statement that holds a text. */
    public TdsServer on(String part, Answer answer) {
        return on(request -> request.text().contains(part), request -> answer);
    }

    /** Lays out answers that depend on what was asked. */
    public TdsServer on(Predicate<Request> when, Function<Request, Answer> then) {
        laid.add(0, new Laid(when, then));
        return this;
    }

    /** Refuses the next sign-ins, one for each call. */
    public TdsServer refuse(int number, String message) {
        refusals.add(new Answer.Failure(number, message));
        return this;
    }

    /** Sends everybody who signs in on to another host. */
    public TdsServer routeTo(String host, int port) {
        route = new Route(host, port);
        return this;
    }

    Answer.@Nullable Failure refusal() {
        return refusals.poll();
    }

    @Nullable
    Route route() {
        return route;
    }

    Answer answer(Request request) {
        requests.add(request);
        return laid.stream()
                .filter(each -> each.when().test(request))
                .findFirst()
                .map(each -> each.then().apply(request))
                .orElseGet(Answer::none);
    }

    void refusedOne() {
        refused.incrementAndGet();
    }

    void signedIn(@Nullable String byToken) {
        signIns.incrementAndGet();
        token = byToken;
    }

    void attention() {
        attentions.incrementAndGet();
    }

    void bulk(List<@Nullable Object[]> rows) {
        bulks.add(rows);
    }

    void ended(TdsConnection connection) {
        open.remove(connection);
    }

    /** What was asked, in order, by all connections. */
    public List<Request> requests() {
        return new ArrayList<>(requests);
    }

    /** The statements that hold a text. */
    public List<Request> requests(String part) {
        return requests.stream()
                .filter(request -> request.text().contains(part))
                .toList();
    }

    /** The rows of each bulk copy. */
    public List<List<@Nullable Object[]>> bulks() {
        return List.copyOf(bulks);
    }

    /** How often somebody was let in. */
    public int signIns() {
        return signIns.get();
    }

    /** How often somebody was not let in. */
    public int refused() {
        return refused.get();
    }

    /** How often a client told the double to stop. */
    public int attentions() {
        return attentions.get();
    }

    /** The token of whoever signed in last with one. */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** How many connections there are. */
    public int connections() {
        return open.size();
    }

    /** Cuts all connections. */
    public void cutAll() {
        open.forEach(TdsConnection::cut);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutAll();
    }
}
