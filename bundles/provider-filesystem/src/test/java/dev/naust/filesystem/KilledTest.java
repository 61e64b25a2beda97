package dev.naust.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoredFiles.StoredFile;
import dev.naust.api.store.WriteRequest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes leaves the old or the new, in collections and in files. */
@Timeout(120)
final class KilledTest {
    private static final int RECORDS = 50;
    private static final int KILLS = 4;

    @Test
    void aKilledWriterLeavesTheOldOrTheNew(@TempDir Path root) throws Exception {
        try (Store store = Folder.open(root)) {
            Folder.make(store, Folder.NUMBERS);
        }
        long acknowledged = -1;
        Random random = new Random(11);
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = killedWriter(root, acknowledged, 2 + random.nextInt(10));
            try (Store store = Folder.open(root)) {
                Set<Long> rounds = Folder.read(store, "numbers").stream()
                        .map(KilledTest::round)
                        .collect(Collectors.toSet());
                assertThat(rounds).as("all records are of one write").hasSize(1);
                assertThat(rounds.iterator().next()).isGreaterThanOrEqualTo(acknowledged);
                assertThat(Folder.read(store, "numbers")).hasSize(RECORDS);

                byte[] content;
                try (var in = store.files().orElseThrow().open("state/now.bin")) {
                    content = in.readAllBytes();
                }
                assertThat(content).hasSize(100_000).containsOnly(content[0]);
                acknowledged = rounds.iterator().next();
            }
        }
    }

    /** Runs a writer in a process of its own, kills it after some writes, and tells the last that it acknowledged. */
    private static long killedWriter(Path root, long from, int writes) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        root.toString(),
                        Long.toString(from + 1))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            long last = from;
            for (int i = 0; i < writes; i++) {
                last = Long.parseLong(said.readLine());
            }
            process.destroyForcibly();
            return last;
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static long round(DataRecord each) {
        return ((Value.Int64) each.body().at(1)).number();
    }

    /** Replaces all records and one file again and again, and says after each time that it is done. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            try (Store store = Folder.open(Path.of(arguments[0]))) {
                for (long round = Long.parseLong(arguments[1]); ; round++) {
                    long now = round;
                    List<DataRecord> records = LongStream.range(0, RECORDS)
                            .mapToObj(id -> Folder.number(id, now, "x".repeat(200)))
                            .toList();
                    Folder.write(store, WriteRequest.upsert(Folder.NUMBERS), records);
                    byte[] content = new byte[100_000];
                    Arrays.fill(content, (byte) round);
                    var files = store.files().orElseThrow();
                    Optional<String> version = files.find("state/now.bin").map(StoredFile::version);
                    files.write("state/now.bin", new ByteArrayInputStream(content), version);
                    System.out.println(round);
                }
            }
        }
    }
}
