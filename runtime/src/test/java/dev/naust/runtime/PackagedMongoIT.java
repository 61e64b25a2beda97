package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged MongoDB provider with its driver inside, in the framework that it ships with. */
final class PackagedMongoIT {
    /** A line of the report: the collection's name, its records, and both checksums. */
    private static final Pattern LINE =
            Pattern.compile("(\\w+) +([\\d,]+) +[\\d,]+ +0 .* ([0-9a-f]{16}) +([0-9a-f]{16}) +identical");

    /** What MongoDB has no type for, or not so exact a one. */
    private static final String EVERYTHING = """
            CREATE TABLE things (id bigint, part varchar(20), at timestamptz, wall timestamp, day date, clock time,
                exact numeric, money numeric(12, 2), doc jsonb, flag boolean, small integer, ratio double precision,
                label text, raw bytea, uid uuid, PRIMARY KEY (id, part));
            INSERT INTO things VALUES
                (1, 'a', '2026-11-21 16:20:00.123456+01', '1969-12-31 23:59:59.999999', '0001-01-01', '23:59:59.999999',
                 12345678901234567890123456789012345678.90, 1.50, '{"b": 1, "a": [true, null]}', true, -2147483648, '-0',
                 'Zoë 🚢', '\\x0001ff', '123e4567-e89b-12d3-a456-426614174000'),
                (9223372036854775807, '', '0001-01-03 00:00:00+00', '9999-12-31 23:59:59.5', '9999-12-31', '00:00:00',
                 0.001, -99999999.99, '"text"', false, 0, 'Infinity', '', '', '00000000-0000-0000-0000-000000000000'),
                (-1, 'null', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'NaN', NULL, NULL, NULL)""";

    @TempDir
    Path folder;

    @Test
    void whatGoesFromAFileToMongoAndBackIsEqual() throws Exception {
        Files.copy(NaustProcess.distribution().resolve("config/demo/chinook.db"), folder.resolve("from.db"));
        MongoServer server = new MongoServer(new MemoryBackend());
        try {
            String mongo = "mongodb://127.0.0.1:" + server.bind().getPort() + "/chinook";

            List<String> there = migrate("sqlite:from.db", mongo);
            List<String> back = migrate(mongo, "sqlite:back.db");

            assertThat(there).isNotEmpty();
            assertThat(back).containsExactlyInAnyOrderElementsOf(there);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void whatGoesFromPostgresToMongoAndBackIsEqual() throws Exception {
        MongoServer server = new MongoServer(new MemoryBackend());
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setServerConfig("fsync", "off").start()) {
            execute(postgres, EVERYTHING, "CREATE DATABASE back");
            String address = "postgresql://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/";
            String mongo = "mongodb://127.0.0.1:" + server.bind().getPort() + "/things";

            List<String> there = migrate(address + "postgres", mongo);
            List<String> back = migrate(mongo, address + "back");

            assertThat(there).hasSize(1);
            assertThat(back).isEqualTo(there);
        } finally {
            server.shutdownNow();
        }
    }

    private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Test
    void anEndpointThatAsksForMoreThanAConnectionIsRefused() throws Exception {
        for (String endpoint : List.of(
                "mongodb://user:s3cr3t@db.example/x?proxyHost=10.0.0.1",
                "mongodb+srv://user:s3cr3t@db.example/x",
                "mongodb://user:s3cr3t@169.254.169.254/x")) {
            try (NaustProcess command =
                    NaustProcess.run(folder, Map.of(), "migrate", "--from", endpoint, "--to", "sqlite:x.db")) {
                assertThat(command.exitCode()).isEqualTo(1);
                assertThat(command.errors()).doesNotContain("s3cr3t").doesNotContain("\tat ");
            }
        }
    }

    /** Each collection's name, records and checksum. */
    private List<String> migrate(String from, String to) throws Exception {
        try (NaustProcess command = NaustProcess.run(folder, Map.of(), "migrate", "--from", from, "--to", to)) {
            assertThat(command.exitCode()).as(command.errors()).isZero();
            return command.output().stream()
                    .map(LINE::matcher)
                    .filter(Matcher::find)
                    .map(line -> line.group(1) + " " + line.group(2) + " " + line.group(3))
                    .toList();
        }
    }
}
