package dev.naust.runtime;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL server and a standby that streams from it, which a test can pause, kill and promote. */
final class PrimaryAndReplica implements AutoCloseable {
    private static final Set<String> NOT_COPIED =
            Set.of("postmaster.pid", "postmaster.opts", "epg-lock", "postgresql.auto.conf");

    private final Path first;
    private final EmbeddedPostgres primary;
    private final EmbeddedPostgres replica;

    PrimaryAndReplica(Path folder) throws IOException, SQLException {
        first = folder.resolve("primary");
        Path second = folder.resolve("replica");
        primary = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("wal_level", "replica")
                .setDataDirectory(first)
                .start();
        try (Connection connection = primary.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE items (id integer PRIMARY KEY, name text)");
            statement.execute("SELECT pg_backup_start('replica', true)");
            copy(first, second);
            try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                row.next();
                Files.writeString(second.resolve("backup_label"), row.getString(1));
            }
        }
        Files.writeString(second.resolve("standby.signal"), "");
        Files.writeString(
                second.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=localhost port=" + primary.getPort() + " user=postgres'\n");
        replica = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setDataDirectory(second)
                .setCleanDataDirectory(false)
                .start();
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(from)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            Path target = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(target);
            } else if (!NOT_COPIED.contains(path.getFileName().toString())) {
                copyFile(path, target);
            }
        }
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
    }

    /** A file that the server removes meanwhile is in its log. */
    private static void copyFile(Path path, Path target) throws IOException {
        try {
            Files.copy(path, target);
        } catch (NoSuchFileException e) {
            Files.deleteIfExists(target);
        }
    }

    int primaryPort() {
        return primary.getPort();
    }

    int replicaPort() {
        return replica.getPort();
    }

    /** Stops the primary as if its machine had no time for it: connections stay open, and nothing answers. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** Ends the primary as a power cut would. */
    void kill() throws IOException, InterruptedException {
        signal("-KILL");
    }

    /** Crashes one of the primary's processes: it ends all connections at once, recovers and serves again. */
    void crash() throws IOException, InterruptedException, SQLException {
        try (Connection connection = primary.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            signal("-KILL", row.getString(1));
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        signal(name, Files.readAllLines(first.resolve("postmaster.pid")).get(0));
    }

    private static void signal(String name, String pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", name, pid).start();
        if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill " + name + " " + pid + " failed");
        }
    }

    void promote() throws SQLException {
        try (Connection connection = replica.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_promote(true, 30)");
        }
    }

    /** What the replica answers. */
    String onReplica(String question) throws SQLException {
        try (Connection connection = replica.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws IOException {
        replica.close();
        primary.close();
    }
}
