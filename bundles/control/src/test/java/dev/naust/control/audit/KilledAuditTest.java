package dev.naust.control.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.Document;
import dev.naust.api.service.Audit;
import dev.naust.api.service.Audit.Event;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.control.state.KeyFile;
import dev.naust.control.state.TestStates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The audit log in a process that dies, or whose disk fails, each time that it waits for the disk: what was acknowledged is
 * there, and the chain holds.
 */
class KilledAuditTest {
    /** Every time with -Dnaust.kills; otherwise one in the middle, for each is a process. */
    private static final boolean ALL = Integer.getInteger("naust.kills", 2) > 2;

    private static final Path STRACE = Path.of("/usr/bin/strace");
    private static final int ENTRIES = 4;
    private static final int IN_THE_MIDDLE = 9;
    private static final int MOST = 20;

    @TempDir
    private Path folder;

    @Test
    void killedWhileItWaitsForTheDisk() throws Exception {
        sweep("signal=KILL");
    }

    @Test
    void aDiskThatCannotMakeItDurableIsTold() throws Exception {
        sweep("error=EIO");
    }

    private void sweep(String fault) throws Exception {
        assumeTrue(Files.isExecutable(STRACE), "strace is not there");
        int hits = 0;
        for (int when = ALL ? 1 : IN_THE_MIDDLE; when <= (ALL ? MOST : IN_THE_MIDDLE); when++) {
            Path home = Files.createDirectories(folder.resolve(fault + when));
            Process process = writer(home, fault, when);
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            hits += told.endsWith("end") && !told.contains("refused") ? 0 : 1;
            isSound(home, told, when);
        }
        // What SQLite does not need to be durable, such as a folder of a file that was there, it does not tell of.
        assertThat(hits).as("it waits for the disk").isGreaterThanOrEqualTo(ALL ? 2 * ENTRIES : 1);
    }

    private void isSound(Path home, String told, int when) throws Exception {
        long acknowledged = told.chars().filter(c -> c == '+').count();
        try (Store store = TestStates.sqlite(home.resolve("control.db"))) {
            Audit audit = Writer.audit(store, home);
            assertThat(audit.verify().problem()).as("round %s", when).isEmpty();
            assertThat(audit.verify().entries()).as("round %s: %s", when, told).isGreaterThanOrEqualTo(acknowledged);
            audit.append(Writer.event());
            assertThat(audit.verify().problem()).as("round %s, gone on", when).isEmpty();
        }
    }

    private static Process writer(Path home, String fault, int when) throws Exception {
        return new ProcessBuilder(
                        STRACE.toString(),
                        "-f",
                        "-o",
                        "/dev/null",
                        "-e",
                        "trace=fsync,fdatasync",
                        "-e",
                        "inject=fsync,fdatasync:" + fault + ":when=" + when,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Appends some entries and says of each whether it is on record. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            Path home = Path.of(arguments[0]);
            try (Store store = TestStates.sqlite(home.resolve("control.db"))) {
                Audit audit = audit(store, home);
                for (int i = 0; i < ENTRIES; i++) {
                    try {
                        audit.append(event());
                        System.out.print('+');
                    } catch (StoreException e) {
                        System.out.print("refused");
                    }
                    System.out.flush();
                }
            }
            System.out.print("end");
            System.out.flush();
        }

        static Audit audit(Store store, Path home) {
            Checkpoint checkpoint = new Checkpoint(home.resolve("audit/sqlite.head"), new KeyFile(home, Map.of()));
            return new AuditService(TestStates.over(store), Optional.of(checkpoint), Clock.systemUTC());
        }

        static Event event() {
            return new Event("ola", "store.update", "store/crm", "ok", Document.empty());
        }
    }
}
