package dev.naust.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The network between a client and a test's server on this machine, on a free port: it can stall, go slowly, lose an answer
 * and break. Safe for use by several threads.
 */
public final class Relay implements AutoCloseable {
    private final int server;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> stalled = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile String cutAt = "";
    private volatile boolean swallows;
    private volatile boolean admits = true;
    private volatile boolean silent;
    private volatile int pauseMillis;

    /**
     * A network that lets everything through.
     *
     * @param server the port where the server listens
     */
    public Relay(int server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        begin("relay", this::accept);
    }

    /** Where a client connects. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were made. */
    public int connections() {
        return connections.get();
    }

    /** Nothing more comes out of the connections that there are; their ends stay open. */
    public void stallAll() {
        stalled.addAll(open);
    }

    /** Nothing comes out any more, also not of new connections; whether it is so from now on. */
    public void swallow(boolean everything) {
        silent = everything;
        if (everything) {
            stallAll();
        }
    }

    /** Breaks all connections at once, as a firewall that forgets them. */
    public void resetAll() {
        open.forEach(Relay::reset);
    }

    /** Holds back each piece of an answer for so long. */
    public void pause(int millis) {
        pauseMillis = millis;
    }

    /** Lets a statement with this text reach the server, and breaks the connection in place of the answer. */
    public void loseAnswerTo(String statement) {
        swallows = false;
        cutAt = statement;
    }

    /** Breaks the connection in place of handing on a statement with this text. */
    public void lose(String statement) {
        swallows = true;
        cutAt = statement;
    }

    /** Breaks every new connection at once. */
    public void admitNobody() {
        admits = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                if (!admits) {
                    reset(client);
                    continue;
                }
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                connections.incrementAndGet();
                open.add(client);
                if (silent) {
                    stalled.add(client);
                }
                boolean[] losing = new boolean[1];
                begin("relay-there", () -> copy(client, behind, client, losing, true));
                begin("relay-back", () -> copy(behind, client, client, losing, false));
            }
        } catch (IOException e) {
            // The relay was closed, which ends this thread.
        }
    }

    private void copy(Socket from, Socket to, Socket client, boolean[] losing, boolean there) {
        byte[] piece = new byte[8192];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (there) {
                    String said = new String(piece, 0, length, StandardCharsets.ISO_8859_1);
                    losing[0] |= !cutAt.isEmpty() && said.contains(cutAt);
                    if (losing[0] && swallows) {
                        cutAt = "";
                        reset(client);
                        return;
                    }
                } else if (losing[0]) {
                    cutAt = "";
                    reset(client);
                    return;
                } else {
                    hold(pauseMillis);
                }
                if (!stalled.contains(client)) {
                    out.write(piece, 0, length);
                }
            }
        } catch (IOException e) {
            // One side went away; the other is closed with it.
        } finally {
            open.remove(client);
        }
    }

    private static void hold(int millis) {
        if (millis > 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(millis * 1_000_000L);
        }
    }

    private static void reset(Socket client) {
        try {
            client.setSoLinger(true, 0);
            client.close();
        } catch (IOException e) {
            if (!client.isClosed()) {
                throw new UncheckedIOException(e);
            }
            // Its own thread was faster, and has ended it.
        }
    }

    private static void begin(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        resetAll();
    }
}
