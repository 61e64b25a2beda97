package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.nio.file.Files;
import java.nio.file.Path;
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
