package dev.naust.cross;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/** A real Redis, from the binary of the Java package registry. */
final class RedisServer {
    private final int port;
    private final Path folder;
    private final String appends;
    private Process process;

    private RedisServer(int port, Path folder, String appends) throws IOException {
        this.port = port;
        this.folder = folder;
        this.appends = appends;
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    }

    /** Where it keeps its files. */
    Path folder() {
        return folder;
    }

    int port() {
        return port;
    }

    /** Starts a server that ends with this process and keeps nothing. */
    static RedisServer start() throws IOException {
        return start("no");
    }

    /** The same; it keeps an append-only file until this process ends. */
    static RedisServer appending() throws IOException {
        return start("yes");
    }

    private static RedisServer start(String appends) throws IOException {
        return new RedisServer(freePort(), Files.createTempDirectory("naust-cross-redis"), appends);
    }

    private Process launch() throws IOException {
        Process launched = new ProcessBuilder(List.of(
                        ExecutableProvider.newJarResourceProvider().get().getPath(),
                        "--port",
                        "" + port,
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--databases",
                        "4000",
                        "--save",
                        "",
                        "--appendonly",
                        appends))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> listens(port));
        return launched;
    }

    /** Kills it; what it keeps is in its folder. */
    void die() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again at its port, with what it kept. */
    void rise() throws IOException {
        process = launch();
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void end() {
        process.destroyForcibly();
        try (var files = Files.walk(folder)) {
            process.waitFor();
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
