package dev.naust.runtime;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisServer;

/** A real Redis server on a port that stays its own, which a test can pause, kill, start again and make a replica. */
final class RedisUnderTest implements AutoCloseable {
    private static final int PATIENCE = 5_000;

    private final int port;
    private RedisServer server;

    RedisUnderTest() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start();
    }

    int port() {
        return port;
    }

    /** Starts it, empty. */
    void start() throws IOException {
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("repl-diskless-sync-delay 0")
                .build();
        server.start();
    }

    void follow(RedisUnderTest primary) throws IOException {
        ask("REPLICAOF 127.0.0.1 " + primary.port);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> ask("INFO replication").contains("master_link_status:up"));
    }

    void promote() throws IOException {
        ask("REPLICAOF NO ONE");
    }

    /** Stops it as if its machine had no time for it: connections stay open, and nothing answers; it goes on by itself. */
    long pause() throws IOException, InterruptedException {
        long pid = pid();
        signal("-STOP", pid);
        return pid;
    }

    void resume(long pid) throws IOException, InterruptedException {
        signal("-CONT", pid);
    }

    /** Ends it as a power cut would. */
    void kill() throws IOException, InterruptedException {
        signal("-KILL", pid());
    }

    private long pid() throws IOException {
        return Long.parseLong(ask("INFO server").split("process_id:", 2)[1].split("\r", 2)[0]);
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", name, Long.toString(pid)).start();
        if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill " + name + " " + pid + " failed");
        }
    }

    /** What it answers to a line; the first line of it, or a text of any length. */
    String ask(String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            String first = line(answer);
            return first.startsWith("$")
                    ? new String(answer.readNBytes(Integer.parseInt(first.substring(1))), StandardCharsets.UTF_8)
                    : first;
        }
    }

    private static String line(InputStream answer) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answer.read(); next >= 0 && next != '\n'; next = answer.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
