package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.registry.provider.Origin;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;

/** Providers that are sound, that are not, and that share an id. */
final class ProviderCatalogueTest {
    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void start() {
        home = new Home(folder);
    }

    @AfterEach
    void stop() {
        home.close();
    }

    private RegisteredProvider only() {
        assertThat(home.catalogue.providers()).hasSize(1);
        return home.catalogue.providers().get(0);
    }

    private void assertFailed(String reason) {
        assertThat(only().state()).isEqualTo(RegisteredProvider.State.FAILED);
        assertThat(only().problem().orElseThrow()).contains(reason).contains("bundle test 1.0.0");
        assertThat(home.catalogue.active()).isEmpty();
    }

    @Test
    void aSoundProviderIsActive() {
        home.provider("test");

        assertThat(only().state()).isEqualTo(RegisteredProvider.State.ACTIVE);
        assertThat(only().version()).isEqualTo("1.0.0");
        assertThat(only().configSchema()).contains("naust-path");
        assertThat(home.catalogue.find("test")).contains(only());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "1st", "with space", "a.b", "-x"})
    void aMalformedIdFails(String id) {
        home.provider(id);

        assertFailed("its id must be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "{\"type\": \"objct\"}",
                "{\"pattern\": \"(\"}",
                "{\"$ref\": \"http://127.0.0.1:1/x\"}"
            })
    void aSchemaThatIsNoneFails(String schema) {
        home.provider(new TestProvider("test", schema), "1.0.0");

        assertFailed("its configSchema() is no JSON Schema");
    }

    @Test
    void aProviderThatThrowsFailsWithItsReason() {
        home.catalogue.add(new BrokenProvider(), new Origin(1, "test", new Version("1.0.0")));

        assertFailed("its info() failed with java.lang.IllegalStateException: out of order");
    }

    @Test
    void ofTwoWithOneIdTheNewestIsUsed() {
        TestProvider old = home.provider(new TestProvider("test"), "1.0.0");
        home.save("shop", "{\"type\": \"test\"}");
        home.keeper().lease("shop").close();
        TestProvider fresh = home.provider(new TestProvider("test"), "1.10.0");
        home.provider(new TestProvider("test"), "1.9.0");

        assertThat(home.catalogue.find("test").orElseThrow().version()).isEqualTo("1.10.0");
        assertThat(home.catalogue.providers())
                .extracting(RegisteredProvider::version, RegisteredProvider::state)
                .containsExactly(
                        tuple("1.10.0", RegisteredProvider.State.ACTIVE),
                        tuple("1.9.0", RegisteredProvider.State.ACTIVE),
                        tuple("1.0.0", RegisteredProvider.State.ACTIVE));
        await().until(() -> old.open() == 0);
        try (StoreLease lease = home.keeper().lease("shop")) {
            assertThat(lease.store()).isSameAs(fresh.last());
        }

        home.catalogue.remove(fresh);
        assertThat(home.catalogue.find("test").orElseThrow().version()).isEqualTo("1.9.0");
    }

    @Test
    void aLeaseWaitsOutASwapOfTheProvidersBundle() {
        home.save("shop", "{\"type\": \"test\"}");
        TestProvider old = home.provider("test");
        home.installed.add((long) "1.0.0".hashCode());
        home.catalogue.remove(old);
        AtomicReference<StoreLease> lease = new AtomicReference<>();
        Thread borrower = new Thread(() -> lease.set(home.keeper().lease("shop")), "borrower");
        borrower.start();
        await().until(() -> borrower.getState() == Thread.State.TIMED_WAITING);

        TestProvider fresh = home.provider("test");
        await().until(() -> lease.get() != null);
        assertThat(lease.get().store()).isSameAs(fresh.last());
        lease.get().close();
    }

    /** A provider that fails when it is asked. */
    private static final class BrokenProvider implements StoreProvider {
        @Override
        public String id() {
            return "broken";
        }

        @Override
        public ProviderInfo info() {
            throw new IllegalStateException("out of order\nsecond line");
        }

        @Override
        public String configSchema() {
            return "{}";
        }

        @Override
        public Store open(StoreConfig config) {
            throw new IllegalStateException("out of order");
        }
    }
}
