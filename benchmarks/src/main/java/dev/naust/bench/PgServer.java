package dev.naust.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The PostgreSQL server that is measured with: one of its own, or the one that {@code NAUST_BENCH_SERVER} names as
 * {@code host:port}, which must let {@code postgres} in without a password. A given one is for programs like pg_dump that refuse
 * newer servers.
 */
record PgServer(String place, Optional<EmbeddedPostgres> own) implements AutoCloseable {

    static PgServer start() throws IOException {
        String given = System.getenv("NAUST_BENCH_SERVER");
        if (given != null && !given.isEmpty()) {
            return new PgServer(given, Optional.empty());
        }
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "8GB")
                .setOverrideWorkingDirectory(
                        Files.createTempDirectory("naust-bench").toFile())
                .start();
        return new PgServer("127.0.0.1:" + server.getPort(), Optional.of(server));
    }

    /** As programs of PostgreSQL and Naust take it. */
    String address(String database) {
        return "postgresql://postgres@" + place + "/" + database;
    }

    /** As a store of Naust's is configured. */
    String configuration(String database) {
        String[] at = place.split(":");
        return "{\"type\":\"postgres\",\"connection\":{\"host\":\"" + at[0] + "\",\"port\":" + at[1]
                + ",\"database\":\"" + database + "\",\"username\":\"postgres\",\"ssl\":{\"mode\":\"disable\"}}}";
    }

    /** A database that is made anew for each program. */
    Place fresh(String database) {
        return place(database, () -> recreate(database));
    }

    /** A database that is emptied between programs, because a server keeps connections to it. */
    Place inUse(String database) {
        return place(database, () -> empty(database));
    }

    private Place place(String database, Emptying emptying) {
        return new Place() {
            @Override
            public void empty() throws SQLException {
                emptying.run();
            }

            @Override
            public long records() throws SQLException {
                try (Connection connection = DriverManager.getConnection(jdbc(database));
                        Statement statement = connection.createStatement();
                        ResultSet counts = statement.executeQuery(
                                "SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM event_tags)")) {
                    counts.next();
                    return counts.getLong(1);
                } catch (SQLException failure) {
                    if ("42P01".equals(failure.getSQLState())) { // undefined_table: PostgreSQL manual, appendix A
                        return 0;
                    }
                    throw failure;
                }
            }
        };
    }

    @FunctionalInterface
    private interface Emptying {
        void run() throws SQLException;
    }

    private void empty(String database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbc(database));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA public CASCADE");
            statement.execute("CREATE SCHEMA public");
            statement.execute("CHECKPOINT");
        }
    }

    /** As JDBC takes it. */
    String jdbc(String database) {
        return "jdbc:postgresql://" + place + "/" + database + "?user=postgres";
    }

    /** Makes a database anew, empty. */
    void recreate(String database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbc("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + database);
            statement.execute("CHECKPOINT");
        }
    }

    @Override
    public void close() throws IOException {
        if (own.isPresent()) {
            own.get().close();
        }
    }
}
