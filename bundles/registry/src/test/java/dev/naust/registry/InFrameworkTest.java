package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.service.PluginRefusedException;
import dev.naust.api.service.Plugins;
import dev.naust.api.service.Plugins.Plugin;
import dev.naust.api.service.ProviderInUseException;
import dev.naust.api.service.ProviderRegistry;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.registry.sample.SampleProvider;
import dev.naust.registry.sample.ThrowingActivator;
import dev.naust.registry.sample.ThrowingProvider;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry as a bundle among bundles: jars and store files that come, change and go while it runs. */
final class InFrameworkTest {
    private static final Duration LIVE = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private Framework framework;
    private StoreRegistry stores;
    private ProviderRegistry providers;
    private Plugins plugins;

    @BeforeEach
    void start() throws Exception {
        framework = new Framework(folder);
        stores = framework.service(StoreRegistry.class);
        providers = framework.service(ProviderRegistry.class);
        plugins = framework.service(Plugins.class);
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    private static PluginJar sample(String version) {
        return PluginJar.bundle("test.sample", version)
                .offering(SampleProvider.class)
                .with(SampleProvider.SampleStore.class);
    }

    private Path jar(String name) {
        return framework.plugins().resolve(name);
    }

    private Optional<Plugin> plugin(String file) {
        return plugins.plugins().stream()
                .filter(plugin -> plugin.file().equals(file))
                .findFirst();
    }

    private String problemOf(String file) {
        return problemOf(file, Plugins.State.FAILED);
    }

    private String problemOf(String file, Plugins.State expected) {
        await().atMost(Duration.ofSeconds(15))
                .until(() -> plugin(file).flatMap(Plugin::problem).isPresent());
        assertThat(plugin(file).orElseThrow().state()).isEqualTo(expected);
        return plugin(file).orElseThrow().problem().orElseThrow();
    }

    @Test
    void aDroppedJarIsLiveAndADeletedOneIsGone() throws Exception {
        Files.writeString(framework.stores().resolve("shop.json"), "{\"type\": \"sample\"}");
        await().atMost(LIVE).until(() -> stores.find("shop").isPresent());
        assertThat(stores.find("shop").orElseThrow().state()).isEqualTo(StoreView.State.UNAVAILABLE);

        sample("1.0.0").drop(jar("sample.jar"));
        await().atMost(LIVE).until(() -> providers.find("sample").isPresent());
        try (StoreLease lease = stores.lease("shop")) {
            lease.store().check(Duration.ofSeconds(1));
        }
        await().atMost(LIVE).until(() -> plugin("sample.jar").orElseThrow().state() == Plugins.State.RUNNING);
        Plugin plugin = plugin("sample.jar").orElseThrow();
        assertThat(plugin.name()).isEqualTo("test.sample");
        assertThat(plugin.version()).isEqualTo("1.0.0");
        assertThat(plugin.providers()).containsExactly("sample");
        assertThat(plugin.details().sha256()).matches("[0-9a-f]{64}");
        assertThat(plugin.details().size()).isEqualTo(Files.size(jar("sample.jar")));
        assertThat(plugin.details().needs()).contains(new Plugins.Need("package dev.naust.api.store", false, true));

        Files.delete(jar("sample.jar"));
        await().atMost(LIVE).until(() -> providers.find("sample").isEmpty());
        assertThat(stores.find("shop").orElseThrow().problem())
                .contains("provider sample is not there: put its jar into plugins/");
        assertThat(plugins.plugins()).isEmpty();
    }

    @Test
    void aStoreFileIsLiveWhenItComesChangesAndGoes() throws Exception {
        Path file = framework.stores().resolve("shop.json");
        Files.writeString(file, "{\"type\": \"one\"}");
        await().atMost(LIVE).until(() -> stores.find("shop").isPresent());
        Files.writeString(file, "{\"type\": \"another\"}");
        await().atMost(LIVE)
                .until(() -> stores.find("shop").orElseThrow().type().equals("another"));
        Files.delete(file);
        await().atMost(LIVE).until(() -> stores.find("shop").isEmpty());
    }

    @Test
    void aReplacedJarIsSwappedWithoutAFailedCall() throws Exception {
        sample("1.0.0").drop(jar("sample.jar"));
        Files.writeString(framework.stores().resolve("shop.json"), "{\"type\": \"sample\"}");
        await().atMost(LIVE)
                .until(() -> stores.find("shop").map(StoreView::state).equals(Optional.of(StoreView.State.READY)));

        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        AtomicReference<StoreException> failure = new AtomicReference<>();
        Thread caller = new Thread(
                () -> {
                    while (!stop.get() && failure.get() == null) {
                        try (StoreLease lease = stores.lease("shop")) {
                            lease.store().datasets();
                            calls.incrementAndGet();
                        } catch (StoreException e) {
                            failure.set(e);
                        }
                        Thread.yield();
                    }
                },
                "caller");
        caller.start();
        for (String version : new String[] {"1.1.0", "1.2.0", "1.3.0"}) {
            sample(version).drop(jar("sample.jar"));
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> providers
                            .find("sample")
                            .filter(provider -> provider.version().equals(version))
                            .isPresent());
        }
        int before = calls.get();
        await().until(() -> calls.get() > before || failure.get() != null);
        stop.set(true);
        caller.join(10_000);

        assertThat(failure.get()).isNull();
    }

    @Test
    void aTruncatedJarIsNamedAsSuch() throws Exception {
        byte[] whole = sample("1.0.0").bytes();
        PluginJar.drop(jar("cut.jar"), Arrays.copyOf(whole, whole.length / 2));

        assertThat(problemOf("cut.jar")).startsWith("is truncated or no jar at all");
    }

    @Test
    void aPlainJarIsToldHowToBecomeABundle() throws Exception {
        PluginJar.plain().with(SampleProvider.class).drop(jar("plain.jar"));

        assertThat(problemOf("plain.jar"))
                .startsWith("is a plain jar, not an OSGi bundle: build it with bnd-maven-plugin");
    }

    @Test
    void aMissingImportIsNamedInPlainWords() throws Exception {
        PluginJar.bundle("test.needy", "1.0.0")
                .header("Import-Package", "foo.bar;version=\"[1,2)\",dev.naust.api.store;version=\"[9,10)\"")
                .drop(jar("needy.jar"));

        assertThat(problemOf("needy.jar"))
                .contains("needs the package foo.bar version [1.0.0,2.0.0), which nothing here provides")
                .contains("needs the package dev.naust.api.store version [9.0.0,10.0.0), which nothing here provides"
                        + " (there is 0.1.0)");
    }

    @Test
    void aPluginForANewerJavaIsToldSo() throws Exception {
        PluginJar.bundle("test.modern", "1.0.0")
                .header("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")
                .drop(jar("modern.jar"));

        assertThat(problemOf("modern.jar")).startsWith("needs Java 99, but this is Java ");
    }

    @Test
    void aPluginThatThrowsWhileStartingIsQuotedOnOneLine() throws Exception {
        PluginJar.bundle("test.throwing", "1.0.0")
                .header("Bundle-Activator", ThrowingActivator.class.getName())
                .with(ThrowingActivator.class)
                .drop(jar("throwing.jar"));

        assertThat(problemOf("throwing.jar"))
                .isEqualTo("threw while starting (IllegalStateException: the licence has run out): its author must"
                        + " correct it");
    }

    @Test
    void aComponentThatThrowsIsQuoted() throws Exception {
        PluginJar.bundle("test.component", "1.0.0")
                .offering(ThrowingProvider.class)
                .drop(jar("component.jar"));

        assertThat(problemOf("component.jar"))
                .contains("failed to start")
                .contains("no native library for this machine");
    }

    @Test
    void aBundleWithoutAProviderIsToldHowToOfferOne() throws Exception {
        PluginJar.bundle("test.empty", "1.0.0").drop(jar("empty.jar"));

        assertThat(problemOf("empty.jar")).startsWith("runs, but registers no provider");
    }

    @Test
    void oneBundleInTwoJarsIsNamed() throws Exception {
        sample("1.0.0").drop(jar("a.jar"));
        await().atMost(LIVE).until(() -> providers.find("sample").isPresent());
        sample("1.0.0").drop(jar("b.jar"));

        assertThat(problemOf("b.jar", Plugins.State.CONFLICT)).contains("already installed from another file");
    }

    @Test
    void aPluginWhoseStoreIsBorrowedIsRemovedOnlyByForce() throws Exception {
        plugins.add(
                Optional.of("sample.jar"),
                new ByteArrayInputStream(sample("1.0.0").bytes()));
        Files.writeString(framework.stores().resolve("shop.json"), "{\"type\": \"sample\"}");
        await().atMost(LIVE)
                .until(() -> stores.find("shop").map(StoreView::state).equals(Optional.of(StoreView.State.READY)));
        try (StoreLease lease = stores.lease("shop")) {
            assertThatThrownBy(() -> plugins.remove("sample.jar", false))
                    .isInstanceOfSatisfying(
                            ProviderInUseException.class,
                            e -> assertThat(e.stores()).containsExactly(lease.name()));
            assertThatThrownBy(() -> plugins.stop("sample.jar", false)).isInstanceOf(ProviderInUseException.class);
            assertThat(jar("sample.jar")).exists();
        }
        plugins.remove("sample.jar", false);
        assertThat(jar("sample.jar")).doesNotExist();
        assertThat(plugins.find("sample.jar")).isEmpty();
    }

    @Test
    void anUploadIsNamedAfterItsBundleAndKeptInsideTheFolder() throws Exception {
        byte[] jar = sample("1.0.0").bytes();
        assertThat(plugins.add(Optional.empty(), new ByteArrayInputStream(jar))
                        .plugin()
                        .file())
                .isEqualTo("test.sample-1.0.0.jar");
        for (String name : new String[] {"../x.jar", "a/b.jar", "a\\b.jar", ".hidden.jar", "x.txt", ".jar"}) {
            assertThatThrownBy(() -> plugins.add(
                            Optional.of(name),
                            new ByteArrayInputStream(sample("2.0.0").bytes())))
                    .isInstanceOfSatisfying(
                            PluginRefusedException.class,
                            e -> assertThat(e.problems().get(0).pointer()).isEqualTo("/file"));
        }
        assertThat(plugins.add(
                                Optional.of("my sample (1).jar"),
                                new ByteArrayInputStream(sample("2.0.0").bytes()))
                        .plugin()
                        .file())
                .isEqualTo("my-sample-1-.jar");
    }

    @Test
    void aPackageThatArrivesLaterIsPickedUp() throws Exception {
        PluginJar.bundle("test.needy", "1.0.0")
                .header("Import-Package", "dev.naust.api.store,dev.naust.api.model,org.osgi.framework,late.comer")
                .offering(SampleProvider.class)
                .with(SampleProvider.SampleStore.class)
                .drop(jar("needy.jar"));
        assertThat(problemOf("needy.jar")).contains("needs the package late.comer");
        PluginJar.bundle("test.late", "1.0.0")
                .header("Export-Package", "late.comer")
                .drop(jar("zlate.jar"));
        await().atMost(LIVE)
                .until(() -> plugin("needy.jar").map(Plugin::state).equals(Optional.of(Plugins.State.RUNNING)));
    }
}
