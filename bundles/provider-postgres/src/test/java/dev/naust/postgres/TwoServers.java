package dev.naust.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** A real primary with a real streaming replica, made from a copy of the primary's files. */
final class TwoServers implements AutoCloseable {
    private static final List<String> NOT_COPIED = List.of("postmaster.pid", "postmaster.opts", "epg-lock");

    private final Path folder;
    private final EmbeddedPostgres primary;
    private final EmbeddedPostgres replica;
    private boolean primaryStopped;

    TwoServers() throws IOException, SQLException {
        folder = Files.createTempDirectory("naust-replica");
        Path first = folder.resolve("primary");
        Path second = folder.resolve("replica");
        primary = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("wal_level", "replica")
                .setDataDirectory(first)
                .start();
        try (Connection connection = primary.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
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
                try {
                    Files.copy(path, target);
                } catch (NoSuchFileException e) {
                    // The server has removed it meanwhile, and its log says so.
                    continue;
                }
            }
        }
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
    }

    int primaryPort() {
        return primary.getPort();
    }

    int replicaPort() {
        return replica.getPort();
    }

    void onPrimary(String sql) throws SQLException {
        try (Connection connection = primary.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = off");
            statement.execute(sql);
        }
    }

    boolean replicaHas(String question) {
        try (Connection connection = replica.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getBoolean(1);
        } catch (SQLException e) {
            return false;
        }
    }

    void stopPrimary() throws IOException {
        primaryStopped = true;
        primary.close();
    }

    void promoteReplica() throws SQLException {
        try (Connection connection = replica.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_promote(true, 30)");
        }
    }

    @Override
    public void close() throws IOException {
        replica.close();
        if (!primaryStopped) {
            primary.close();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.sorted((a, b) -> b.compareTo(a)).forEach(TwoServers::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
