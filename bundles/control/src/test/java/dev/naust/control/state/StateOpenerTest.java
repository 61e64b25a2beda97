package dev.naust.control.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import dev.naust.memory.MemoryProvider;
import dev.naust.storage.StorageService;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

@Timeout(60)
class StateOpenerTest {
    private static final ControlSettings MEMORY = new ControlSettings("memory", Optional.empty(), Optional.empty());

    private final AtomicInteger announced = new AtomicInteger();
    private final StateOpener opener = opener(MEMORY, Duration.ofSeconds(10));

    @AfterEach
    void stop() {
        opener.stop();
    }

    @Test
    void theServicesStartOnceWhenTheProviderArrivesAndACallWaitsForIt() throws Exception {
        CompletableFuture<String> early = CompletableFuture.supplyAsync(() -> opener.ask(backend -> "answered"));
        opener.bindProvider(new Recorded("redis"));
        assertThat(early).isNotDone();

        opener.bindProvider(new Recorded("memory"));

        assertThat(early.get(10, TimeUnit.SECONDS)).isEqualTo("answered");
        await().until(() -> announced.get() == 1);
    }

    @Test
    void aReplacedProviderIsLeftClosedAndTheNextOneIsUsed() throws Exception {
        Recorded first = new Recorded("memory");
        Recorded second = new Recorded("memory");
        opener.bindProvider(first);
        assertThat(opener.<Boolean>ask(backend -> true)).isTrue();

        opener.unbindProvider(first);
        assertThat(first.opened).hasSize(1);
        assertThatThrownBy(() -> first.opened.get(0).datasets()).hasMessageContaining("closed");
        opener.bindProvider(second);

        assertThat(opener.<Boolean>ask(backend -> true)).isTrue();
        assertThat(second.opened).hasSize(1);
        assertThat(announced).hasValue(1);
    }

    @Test
    void aProviderThatGoesWaitsForTheCallInFlight() throws Exception {
        Recorded provider = new Recorded("memory");
        opener.bindProvider(provider);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Integer> call = CompletableFuture.supplyAsync(() -> opener.ask(backend -> {
            inside.countDown();
            goOn.await();
            return provider.opened.get(0).datasets().size();
        }));
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> going = CompletableFuture.runAsync(() -> opener.unbindProvider(provider));
        assertThatThrownBy(() -> going.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        goOn.countDown();

        assertThat(call.get(10, TimeUnit.SECONDS))
                .as("what the state itself made")
                .isEqualTo(1);
        going.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aStoreThatCannotBeOpenedAtFirstIsTriedAgain() {
        Recorded provider = new Recorded("memory");
        provider.failures.set(1);
        opener.bindProvider(provider);
        assertThat(opener.<Boolean>ask(backend -> true)).isTrue();
    }

    @Test
    void whoeverWaitsInVainIsToldWhatIsMissing() {
        StateOpener impatient = opener(MEMORY, Duration.ofMillis(50));
        try {
            assertThatThrownBy(() -> impatient.ask(backend -> backend.repository(DatasetId.of("x"))))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.CONTROL_UNAVAILABLE))
                    .hasMessageContaining("\"memory\"")
                    .hasMessageContaining("plugins folder");
        } finally {
            impatient.stop();
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsNamedAndLeftAsItIs(@TempDir Path home) throws Exception {
        Path file = Files.writeString(home.resolve("control.db"), "this is no database, but somebody's letter");
        ControlSettings settings = ControlSettings.from(Map.of("SQLITE_PATH", file.toString()), home);
        StateOpener hopeless = opener(settings, Duration.ofSeconds(1));
        try {
            hopeless.bindProvider(TestStates.sqliteProvider());
            assertThatThrownBy(() -> hopeless.ask(backend -> true))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(file.toString());
        } finally {
            hopeless.stop();
        }
        assertThat(announced).hasValue(0);
        assertThat(file).hasContent("this is no database, but somebody's letter");
    }

    @Test
    void aNewFileIsForTheServersUserAlone(@TempDir Path home) throws Exception {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        StateOpener fresh = opener(ControlSettings.from(Map.of(), home), Duration.ofSeconds(10));
        try {
            fresh.bindProvider(TestStates.sqliteProvider());
            assertThat(fresh.<Boolean>ask(backend -> true)).isTrue();
        } finally {
            fresh.stop();
        }
        assertThat(Files.getPosixFilePermissions(home.resolve("data/control.db")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void theEnvironmentDecidesAndIsCorrectedInWords(@TempDir Path home) {
        assertThat(ControlSettings.from(Map.of(), home).file()).contains(home.resolve("data/control.db"));
        assertThat(ControlSettings.from(Map.of("SQLITE_PATH", "x/y.db"), home).file())
                .contains(home.resolve("x/y.db"));
        assertThat(ControlSettings.from(
                                Map.of("STORAGE_BACKEND", "postgres", "POSTGRESQL_URL", "postgresql://u:canary@h/d"),
                                home)
                        .toString())
                .doesNotContain("canary");
        assertThatThrownBy(() -> ControlSettings.from(Map.of("STORAGE_BACKEND", "postgres"), home))
                .hasMessageContaining("POSTGRESQL_URL");
        assertThatThrownBy(() -> ControlSettings.from(Map.of("STORAGE_BACKEND", "oracle"), home))
                .hasMessageContaining("oracle");
    }

    private StateOpener opener(ControlSettings settings, Duration patience) {
        return opener(settings, patience, "0.1.0");
    }

    private StateOpener opener(ControlSettings settings, Duration patience, String version) {
        StateForm form = new StateForm(Version.parseVersion(version));
        return new StateOpener(settings, new StorageService(), form, patience, announced::incrementAndGet);
    }

    @Test
    void aStateOfALaterFormIsNamedAndLeftAloneAndOneOfALaterVersionIsUsed(@TempDir Path home) throws Exception {
        ControlSettings settings = ControlSettings.from(Map.of(), home);
        for (String version : List.of("0.9.0", "0.1.0")) {
            StateOpener used = opener(settings, Duration.ofSeconds(10), version);
            used.bindProvider(TestStates.sqliteProvider());
            assertThat(used.<Boolean>ask(backend -> true)).isTrue();
            used.stop();
        }
        try (Store store = TestStates.sqlite(home.resolve("data/control.db"))) {
            TestStates.over(store)
                    .ask(backend -> backend.repository(DatasetId.of("naust_about"))
                            .update(
                                    RecordKey.of("id", Value.text("state")),
                                    Document.empty().with("form", Value.int64(2)),
                                    Optional.empty()));
        }
        byte[] before = Files.readAllBytes(home.resolve("data/control.db"));
        StateOpener older = opener(settings, Duration.ofSeconds(1));
        try {
            older.bindProvider(TestStates.sqliteProvider());
            assertThatThrownBy(() -> older.ask(backend -> true))
                    .hasMessageContaining("written by Naust 0.9.0 in form 2")
                    .hasMessageContaining("0.1.0");
        } finally {
            older.stop();
        }
        assertThat(home.resolve("data/control.db")).hasBinaryContent(before);
    }

    /** A provider of stores in memory that remembers what it opened. */
    private static final class Recorded implements StoreProvider {
        private final List<Store> opened = new ArrayList<>();
        private final AtomicInteger failures = new AtomicInteger();
        private final StoreProvider memory = new MemoryProvider();
        private final String id;

        private Recorded(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public ProviderInfo info() {
            return memory.info();
        }

        @Override
        public String configSchema() {
            return memory.configSchema();
        }

        @Override
        public Store open(StoreConfig config) {
            if (failures.getAndDecrement() > 0) {
                throw new StoreException(ServiceError.STORE_UNAVAILABLE, "not yet");
            }
            Store store = memory.open(config);
            opened.add(store);
            return store;
        }
    }
}
