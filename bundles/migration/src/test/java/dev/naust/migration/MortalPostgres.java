package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.postgres.PostgresProvider;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real PostgreSQL that is stopped as by {@code pg_ctl -m immediate}, without finishing anything, and started again at its port. */
final class MortalPostgres implements AutoCloseable {
    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    MortalPostgres(Path data) throws IOException {
        this.data = data;
        this.server = builder().setServerConfig("fsync", "off").start();
        this.port = server.getPort();
    }

    private EmbeddedPostgres.Builder builder() {
        // The embedded server's own default loses transactions that it has called committed.
        return EmbeddedPostgres.builder()
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("wal_level", "logical")
                .setCleanDataDirectory(false)
                .setDataDirectory(data);
    }

    /** Its processes drop everything; what was not committed is gone. */
    void die() throws IOException, InterruptedException {
        long process = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        Optional<ProcessHandle> postmaster = ProcessHandle.of(process);
        if (!new ProcessBuilder("kill", "-QUIT", "" + process).start().waitFor(10, TimeUnit.SECONDS)) {
            throw new IOException("PostgreSQL could not be told to stop");
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !postmaster.map(ProcessHandle::isAlive).orElse(false));
        server.close();
    }

    void rise() throws IOException {
        server = builder().setPort(port).start();
    }

    /** A store of its first database, which gives up soon on a connection that it does not get. */
    Store store() {
        Map<String, Value> connection = new LinkedHashMap<>();
        connection.put("host", Value.text("localhost"));
        connection.put("port", Value.int64(port));
        connection.put("database", Value.text("postgres"));
        connection.put("username", Value.text("postgres"));
        connection.put("password", Value.text("postgres"));
        connection.put("pool", Document.of(Map.of("acquire", Value.text("3s"))));
        return new PostgresProvider().open(StoreConfig.of("mortal", Document.of(connection)));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
