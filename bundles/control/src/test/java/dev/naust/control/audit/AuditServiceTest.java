package dev.naust.control.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Audit;
import dev.naust.api.service.Audit.Entry;
import dev.naust.api.service.Audit.Event;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.control.state.KeyFile;
import dev.naust.control.state.TestStates;
import dev.naust.testkit.SettableClock;
import dev.naust.testkit.SmallDisk;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

@Timeout(120)
class AuditServiceTest {
    private static final int MORE_THAN_A_PAGE = DocumentRepository.MOST + 1;

    @TempDir
    private Path home;

    @Test
    void whatIsAppendedIsListedNewestFirstAndTheChainHolds() throws Exception {
        try (Store store = TestStates.memory()) {
            Audit audit = new AuditService(TestStates.over(store), Optional.empty(), Clock.systemUTC());
            fill(audit, 5);

            assertThat(audit.list(Optional.empty(), 2))
                    .extracting(Entry::sequence)
                    .containsExactly(5L, 4L);
            assertThat(audit.list(Optional.of(4L), 10))
                    .extracting(Entry::sequence)
                    .containsExactly(3L, 2L, 1L);
            assertThat(audit.verify()).isEqualTo(new Audit.Verdict(5, Optional.empty()));
        }
    }

    @Test
    void manyWritersAtOnceMakeOneChainWithoutGapsThatGoesOnAfterARestart() throws Exception {
        try (Store store = store()) {
            Audit audit = audit(store);
            ExecutorService writers = Executors.newFixedThreadPool(8);
            List<Callable<Entry>> work = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                work.add(() -> audit.append(event("ola", "store/crm")));
            }
            writers.invokeAll(work);
            writers.shutdown();
            assertThat(audit.verify()).isEqualTo(new Audit.Verdict(200, Optional.empty()));
        }
        try (Store store = store()) {
            Audit audit = audit(store);
            assertThat(audit.append(event("kari", "store/erp")).sequence()).isEqualTo(201);
            assertThat(audit.verify()).isEqualTo(new Audit.Verdict(201, Optional.empty()));
        }
    }

    @Test
    void aServerThatWasSilentGoesOnBehindTheManyEntriesOfAnother() throws Exception {
        try (Store store = TestStates.memory()) {
            Audit silent = new AuditService(TestStates.over(store), Optional.empty(), Clock.systemUTC());
            fill(silent, 1);
            fill(new AuditService(TestStates.over(store), Optional.empty(), Clock.systemUTC()), MORE_THAN_A_PAGE);

            fill(silent, 1);

            assertThat(silent.verify()).isEqualTo(new Audit.Verdict(MORE_THAN_A_PAGE + 2, Optional.empty()));
        }
    }

    @Test
    void writersOfTwoServersAtOnceMakeOneChainWithoutGaps() throws Exception {
        try (Store store = store()) {
            List<Audit> servers = List.of(
                    new AuditService(TestStates.over(store), Optional.empty(), Clock.systemUTC()),
                    new AuditService(TestStates.over(store), Optional.empty(), Clock.systemUTC()));
            ExecutorService writers = Executors.newFixedThreadPool(4);
            List<Callable<Entry>> work = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Audit server = servers.get(i % 2);
                work.add(() -> server.append(event("ola", "store/crm")));
            }
            List<Long> sequences = new ArrayList<>();
            for (Future<Entry> each : writers.invokeAll(work)) {
                sequences.add(each.get().sequence());
            }
            writers.shutdown();
            assertThat(sequences).doesNotHaveDuplicates().hasSize(60);
            assertThat(servers.get(0).verify()).isEqualTo(new Audit.Verdict(60, Optional.empty()));
        }
    }

    @Test
    void theFolderOfTheCheckpointIsMadeAgainWhenItIsGone() throws Exception {
        try (Store store = store()) {
            Audit audit = audit(store);
            fill(audit, 1);
            Files.delete(home.resolve("audit/sqlite.head"));
            Files.delete(home.resolve("audit"));
            fill(audit, 1);
            assertThat(audit.verify()).isEqualTo(new Audit.Verdict(2, Optional.empty()));
        }
    }

    @Test
    void wordsFromOutsideCannotEndALineOrFillTheDisk() throws Exception {
        try (Store store = TestStates.memory()) {
            Audit audit = new AuditService(TestStates.over(store), Optional.empty(), Clock.systemUTC());
            Entry entry = audit.append(new Event(
                    "eve\r\n2026 admin store.delete",
                    "\u001b[31mred",
                    "x".repeat(1_000_000),
                    "ok",
                    Document.empty().with("long", Value.text("y".repeat(100_000)))));

            assertThat(entry.event().actor()).doesNotContain("\n", "\r").contains("eve");
            assertThat(entry.event().action()).doesNotContain("\u001b");
            assertThat(entry.event().target()).hasSize(300);
            assertThat(entry.event().details().get("tooLong")).isPresent();
            assertThat(audit.verify().problem()).isEmpty();
        }
    }

    /** Each is done directly in the file while the server is down. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update naust_audit set actor='eve' where sequence=5",
                "update naust_audit set action='store.read' where sequence=1",
                "update naust_audit set target='store/other' where sequence=12",
                "update naust_audit set outcome='ok ' where sequence=6",
                "update naust_audit set details='{\"a\":2}' where sequence=7",
                "update naust_audit set details='{ }' where sequence=8",
                "update naust_audit set at='2020-01-01T00:00:00Z' where sequence=3",
                "update naust_audit set hash=upper(hash) where sequence=4",
                "update naust_audit set previous=hash where sequence=9",
                "update naust_audit set hash=substr(hash,1,63)||iif(substr(hash,64)='0','1','0') where sequence=12",
                "update naust_audit set actor=cast(actor as blob) where sequence=5",
                "update naust_audit set actor='' where sequence=5",
                "delete from naust_audit where sequence=1",
                "delete from naust_audit where sequence=6",
                "delete from naust_audit where sequence>10",
                "delete from naust_audit where sequence=12",
                "delete from naust_audit",
                "delete from naust_audit where sequence=6; update naust_audit set sequence=sequence-1 where sequence>6",
                "update naust_audit set sequence=-sequence where sequence in (4,5);"
                        + " update naust_audit set sequence=9+sequence where sequence in (-4,-5)",
                "insert into naust_audit select 13,at,'eve',action,target,outcome,details,previous,hash from naust_audit"
                        + " where sequence=12",
                "insert into naust_audit select 0,at,'eve',action,target,outcome,details,previous,hash from naust_audit"
                        + " where sequence=1",
                "insert into naust_audit select 400,at,'eve',action,target,outcome,details,previous,hash from"
                        + " naust_audit where sequence=12"
            })
    void aTamperedLogIsFound(String tampering) throws Exception {
        fillFile(12);
        alter(tampering);
        // The head of the log as the server left it lies in the file, too.
        try (Store store = store()) {
            assertThat(audit(store).verify().problem()).isPresent();
        }
        // And the evidence does not go away with the next start.
        try (Store store = store()) {
            assertThat(audit(store).verify().problem()).isPresent();
        }
    }

    @Test
    void aLogThatWasRewrittenWithSoundHashesIsFound() throws Exception {
        fillFile(12);
        try (Store store = store()) {
            AuditRecords records = new AuditRecords(TestStates.over(store));
            List<Line> lines = records.between(1, 12);
            alter("delete from naust_audit");
            String previous = Chain.START;
            for (Line line : lines) {
                Line forged = Line.next(
                        line.sequence(),
                        line.entry().at(),
                        new Event("eve", line.action(), line.target(), line.outcome(), Document.empty()),
                        previous);
                previous = forged.hash();
                records.append(line.sequence() - 1, false, newer -> List.of(forged));
            }
        }
        try (Store store = store()) {
            assertThat(audit(store).verify().problem().orElseThrow()).contains("checkpoint");
        }
    }

    @Test
    void anOlderCopyOfTheLogIsFoundAndTheServerSaysSoInTheLog() throws Exception {
        fillFile(6);
        Files.copy(home.resolve("control.db"), home.resolve("older.db"));
        fillFile(6);
        Files.copy(home.resolve("older.db"), home.resolve("control.db"), StandardCopyOption.REPLACE_EXISTING);
        try (Store store = store()) {
            Audit audit = audit(store);
            assertThat(audit.verify().problem().orElseThrow()).contains("12").contains("older copy");
            assertThat(audit.list(Optional.empty(), 1).get(0).event().outcome()).isEqualTo("checkpoint.differs");
        }
    }

    @Test
    void aCheckpointThatIsChangedOrGoneIsFound() throws Exception {
        fillFile(3);
        try (Store store = store()) {
            Audit audit = audit(store);
            Path head = checkpoint().file();
            String sound = Files.readString(head);
            Files.writeString(head, sound.replaceFirst("\n3\n", "\n2\n"));
            assertThat(audit.verify().problem().orElseThrow()).contains("key");
            Files.writeString(head, "nonsense");
            assertThat(audit.verify().problem()).isPresent();
            Files.delete(head);
            assertThat(audit.verify().problem().orElseThrow()).contains("gone");
            Files.writeString(head, sound);
            assertThat(audit.verify().problem()).isEmpty();
        }
    }

    @Test
    void aHundredThousandEntriesAreVerifiedInSecondsAndInLittleMemory() throws Exception {
        assumeTrue(Integer.getInteger("naust.kills", 2) > 2, "A soak test: run it with -Dnaust.kills=20");
        try (Store store = store()) {
            AuditRecords records = new AuditRecords(TestStates.over(store));
            String[] previous = {Chain.START};
            for (long from = 0; from < 100_000; from += 1_000) {
                long first = from;
                records.append(first, false, newer -> {
                    List<Line> lines = new ArrayList<>();
                    for (long each = first + 1; each <= first + 1_000; each++) {
                        lines.add(Line.next(each, Instant.now(), event("ola", "store/crm" + each), previous[0]));
                        previous[0] = lines.get(lines.size() - 1).hash();
                    }
                    return lines;
                });
            }
            AuditService audit = new AuditService(TestStates.over(store), Optional.empty(), Clock.systemUTC());
            com.sun.management.ThreadMXBean memory =
                    (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            long begun = System.nanoTime();
            long before = memory.getCurrentThreadAllocatedBytes();
            assertThat(audit.verify()).isEqualTo(new Audit.Verdict(100_000, Optional.empty()));
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            long allocated = (memory.getCurrentThreadAllocatedBytes() - before) >> 20;
            Runtime runtime = Runtime.getRuntime();
            System.getLogger(AuditServiceTest.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "100000 entries in " + took.toMillis() + " ms, " + allocated + " MiB allocated in passing, "
                                    + ((runtime.totalMemory() - runtime.freeMemory()) >> 20) + " MiB in use");
            assertThat(took).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void aCutTailIsFoundWhileTheServerRuns() throws Exception {
        try (Store store = store()) {
            Audit audit = audit(store);
            fill(audit, 12);
            alter("delete from naust_audit where sequence=12");
            assertThat(audit.verify().problem().orElseThrow()).contains("cut");
        }
    }

    private void fillFile(int entries) throws Exception {
        try (Store store = store()) {
            Audit audit = audit(store);
            fill(audit, entries);
            assertThat(audit.verify().problem()).isEmpty();
        }
    }

    private static void fill(Audit audit, int entries) {
        for (int i = 0; i < entries; i++) {
            audit.append(event("ola", "store/crm" + i));
        }
    }

    private static Event event(String actor, String target) {
        return new Event(actor, "store.update", target, "ok", Document.empty().with("a", Value.int64(1)));
    }

    private Store store() {
        return TestStates.sqlite(home.resolve("control.db"));
    }

    private Audit audit(Store store) {
        return new AuditService(TestStates.over(store), Optional.of(checkpoint()), Clock.systemUTC());
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(home.resolve("audit/sqlite.head"), new KeyFile(home, Map.of()));
    }

    @Test
    void whileTheFolderOfTheAuditIsFullNothingNewIsLetInAndReadingGoesOn() throws Exception {
        Path folder = Files.createDirectory(home.resolve("small"));
        try (SmallDisk disk = SmallDisk.over(folder, 1 << 20);
                Store store = store()) {
            Checkpoint there = new Checkpoint(folder.resolve("sqlite.head"), new KeyFile(home, Map.of()));
            Audit audit = new AuditService(TestStates.over(store), Optional.of(there), Clock.systemUTC());
            fill(audit, 3);
            Path ballast = disk.fill();

            assertThatThrownBy(() -> fill(audit, 1))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("audit log could not be written");
            assertThat(audit.list(Optional.empty(), 3)).hasSize(3);

            Files.delete(ballast);
            fill(audit, 1);
            assertThat(audit.verify().problem()).isEmpty();
        }
    }

    @Test
    void theOrderIsKeptWhenTheClockJumpsAndTheJumpIsNoted() throws Exception {
        SettableClock clock = new SettableClock();
        AtomicLong ticks = new AtomicLong();
        try (Store store = TestStates.sqlite(home.resolve("jumps.db"))) {
            AuditService audit = new AuditService(
                    TestStates.over(store), Optional.empty(), clock, new ClockWatch(clock, ticks::get));
            for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(40))) {
                audit.append(plain("before"));
                clock.move(jump.plusSeconds(30));
                ticks.addAndGet(Duration.ofSeconds(30).toNanos());
                audit.append(plain("after"));
            }
            List<Entry> entries = new ArrayList<>(audit.list(Optional.empty(), 100));
            Collections.reverse(entries);
            assertThat(entries).extracting(Entry::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            assertThat(entries.stream()
                            .filter(each -> each.event().action().equals("clock.jump"))
                            .map(each -> each.event().details().get("seconds").orElseThrow()))
                    .containsExactly(Value.int64(3_600), Value.int64(-3_600), Value.int64(3_456_000));
            assertThat(audit.verify().problem()).isEmpty();

            clock.move(Duration.ofDays(-40));
            AuditService again = new AuditService(TestStates.over(store), Optional.empty(), clock);
            again.append(plain("after the restart"));
            assertThat(again.list(Optional.empty(), 2).get(1).event().action()).isEqualTo("clock.jump");
        }
    }

    private static Event plain(String action) {
        return new Event("system", action, "test", "ok", Document.empty());
    }

    private void alter(String sql) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + home.resolve("control.db"));
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : sql.split(";")) {
                statement.executeUpdate(each);
            }
        }
    }
}
