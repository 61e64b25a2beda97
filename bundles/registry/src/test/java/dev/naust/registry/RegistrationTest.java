package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.service.CreationFailedException;
import dev.naust.api.service.ProviderInUseException;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.RegisteredProvider.State;
import dev.naust.api.service.StoreInstance;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderHook;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

/** Registering by hand, hooks, claims, and who has what open. */
final class RegistrationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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

    private RegisteredProvider test() {
        return home.catalogue.get("test");
    }

    @Test
    void aProviderIsRegisteredFoundAndTakenAway() {
        RegisteredProvider registered = home.catalogue.register(new TestProvider("test"));

        assertThat(registered.state()).isEqualTo(State.ACTIVE);
        assertThat(test().bundle()).isEqualTo("dev.naust.registry");
        home.catalogue.unregister("test");
        assertThat(home.catalogue.providers()).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertCode("provider.not_found", () -> home.catalogue.get("test"));
        assertCode("provider.not_found", () -> home.catalogue.unregister("test"));
    }

    @Test
    void anIdIsRegisteredOnlyOnce() {
        home.catalogue.register(new TestProvider("test"));
        home.provider(new TestProvider("other"), "1.0.0");

        assertCode("provider.exists", () -> home.catalogue.register(new TestProvider("test")));
        assertCode("provider.exists", () -> home.catalogue.register(new TestProvider("other")));
        assertThat(home.catalogue.providers()).hasSize(2);
    }

    @Test
    void anUnsoundProviderIsNotRegistered() {
        assertCode("provider.unfit", () -> home.catalogue.register(new TestProvider("Not an id")));
        assertThat(home.catalogue.providers()).isEmpty();
    }

    @Test
    void aProviderInUseStaysAndNamesItsStores() {
        home.catalogue.register(new TestProvider("test"));
        home.save("a", "{\"type\": \"test\"}");
        home.save("b", "{\"type\": \"test\"}");
        home.keeper().lease("a").close();
        home.keeper().lease("b").close();

        assertThatThrownBy(() -> home.catalogue.unregister("test"))
                .isInstanceOfSatisfying(ProviderInUseException.class, e -> {
                    assertThat(e.code().code()).isEqualTo("provider.in_use");
                    assertThat(e.count())
                            .isEqualTo(2)
                            .isEqualTo(test().instances().size());
                    assertThat(e.stores()).containsExactly("a", "b");
                });
        home.keeper().close("a");
        home.keeper().close("b");
        home.catalogue.unregister("test");
        assertCode("store.unavailable", () -> home.keeper().lease("a"));
    }

    @Test
    void aStoreThatDoesNotOpenFailsWithTheProvidersReason() {
        home.catalogue.register(new TestProvider("test").whenOpening(config -> {
            throw new StoreException(TestProvider.TestErrorCode.BROKEN, "The server sleeps.");
        }));
        home.save("a", "{\"type\": \"test\"}");

        assertThatThrownBy(() -> home.keeper().lease("a")).isInstanceOfSatisfying(CreationFailedException.class, e -> {
            assertThat(e.code().code()).isEqualTo("provider.creation_failed");
            assertThat(e.reason().code()).isEqualTo("test.broken");
            assertThat(e.category()).isEqualTo(e.reason().category());
            assertThat(e).hasMessage("The server sleeps.");
        });
        assertThat(test().instances()).isEmpty();
    }

    @Test
    void providersAreFoundByEverythingTheyCanDo() {
        home.catalogue.register(new TestProvider("one").claiming(Capability.RECORDS, Capability.SQL));
        home.provider(new TestProvider("two").claiming(Capability.RECORDS, Capability.SQL, Capability.FILES), "1.0.0");

        assertThat(home.catalogue.withCapabilities(Set.of(Capability.RECORDS, Capability.SQL)))
                .hasSize(2);
        assertThat(home.catalogue.withCapabilities(Set.of(Capability.SQL, Capability.FILES)))
                .extracting(RegisteredProvider::id)
                .containsExactly("two");
        assertThat(home.catalogue.withCapabilities(Set.of(Capability.QUEUE))).isEmpty();
    }

    @Test
    void aClaimThatTheFirstOpenedStoreDoesNotShowIsMarked() {
        home.catalogue.register(new TestProvider("test").claiming(Capability.RECORDS, Capability.TRANSACTIONS));
        assertThat(test().missing()).isEmpty();
        home.save("a", "{\"type\": \"test\"}");
        home.keeper().lease("a").close();

        assertThat(test().missing()).containsExactly(Capability.TRANSACTIONS);
        assertThat(test().capabilities()).containsExactly(Capability.RECORDS);
        assertThat(home.catalogue.withCapabilities(Set.of(Capability.TRANSACTIONS)))
                .isEmpty();
    }

    @Test
    void whoHasAStoreOpenIsKnown() {
        home.catalogue.register(new TestProvider("test"));
        home.save("a", "{\"type\": \"test\"}");
        try (StoreLease lease = home.keeper().lease("a")) {
            assertThat(lease.name()).isEqualTo("a");
            StoreInstance instance = test().instances().get(0);
            assertThat(instance.store()).isEqualTo("a");
            assertThat(instance.borrowers()).singleElement().satisfies(borrower -> {
                assertThat(borrower.who())
                        .contains("RegistrationTest")
                        .contains(Thread.currentThread().getName());
                assertThat(borrower.isOverdue()).isFalse();
            });
        }
        assertThat(test().instances().get(0).borrowers()).isEmpty();
    }

    @Test
    void aLeaseThatLastsLongIsOverdue() throws Exception {
        home.catalogue.register(new TestProvider("test"));
        home.save("a", "{\"type\": \"test\"}");
        Files.writeString(folder.resolve("config/naust.json"), "{\"usualLease\": \"1ms\"}");
        try (StoreLease lease = home.keeper().lease("a")) {
            await().atMost(PATIENCE)
                    .until(() -> test().instances().get(0).borrowers().get(0).isOverdue());
            lease.store().check(Duration.ofSeconds(1));
        }
    }

    @Test
    void aLeaseThatWasLostIsFoundAndEnded() {
        TestProvider provider = new TestProvider("test");
        home.catalogue.register(provider);
        home.save("a", "{\"type\": \"test\"}");
        loseALease();

        await().atMost(PATIENCE).until(() -> {
            System.gc();
            return !test().instances().get(0).leaks().isEmpty();
        });
        StoreInstance instance = test().instances().get(0);
        assertThat(instance.borrowers()).isEmpty();
        assertThat(instance.leaks().get(0).who()).contains("RegistrationTest");
        home.keeper().close("a");
        assertThat(provider.open()).isZero();
    }

    private void loseALease() {
        assertThat(home.keeper().lease("a").name()).isEqualTo("a");
    }

    @Test
    void hooksRunInTheirOrderBeforeAProviderIsUsed() {
        List<String> calls = new CopyOnWriteArrayList<>();
        hook(1, 0, (provider, version) -> calls.add("third " + stateOf(provider)));
        hook(2, 10, (provider, version) -> calls.add("first " + version));
        hook(3, 5, (provider, version) -> calls.add("second " + provider.id()));
        home.provider(new TestProvider("test"), "1.2.0");

        await().atMost(PATIENCE).until(() -> test().state() == State.ACTIVE);
        assertThat(calls).containsExactly("first 1.2.0", "second test", "third STARTING");
    }

    private State stateOf(StoreProvider provider) {
        return home.catalogue.get(provider.id()).state();
    }

    @Test
    void aHookThatFailsMakesTheProviderFailedAndKeepsNoOtherFromRunning() {
        List<String> calls = new CopyOnWriteArrayList<>();
        hook(1, 10, (provider, version) -> {
            throw new IllegalStateException("not on the list of approved drivers");
        });
        hook(2, 5, (provider, version) -> calls.add(version));
        home.provider(new TestProvider("test"), "1.0.0");

        await().atMost(PATIENCE).until(() -> test().state() == State.FAILED);
        assertThat(test().problem().orElseThrow()).contains("not on the list of approved drivers");
        assertThat(calls).containsExactly("1.0.0");
        assertThat(home.catalogue.active()).isEmpty();
        assertCode("provider.unfit", () -> home.catalogue.register(new TestProvider("other")));
        assertThat(home.catalogue.find("other")).isEmpty();
    }

    @Test
    void aHookThatHangsIsReportedAndNotAskedAgainUntilItHasEnded() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<String> calls = new CopyOnWriteArrayList<>();
        hook(1, 10, (provider, version) -> {
            calls.add(provider.id());
            awaitStubbornly(end);
        });
        home.provider(new TestProvider("test"), "1.0.0");
        await().atMost(PATIENCE).until(() -> test().state() == State.FAILED);
        assertThat(test().problem().orElseThrow()).contains("did not end within");

        home.provider(new TestProvider("second"), "1.0.0");
        await().atMost(PATIENCE).until(() -> home.catalogue.get("second").state() == State.FAILED);
        assertThat(home.catalogue.get("second").problem().orElseThrow()).contains("still hangs");
        end.countDown();
        await().atMost(PATIENCE).untilAsserted(() -> {
            TestProvider third = home.provider(new TestProvider("third"), "1.0.0");
            await().atMost(PATIENCE).until(() -> home.catalogue.get("third").state() != State.STARTING);
            State state = home.catalogue.get("third").state();
            home.catalogue.remove(third);
            assertThat(state).isEqualTo(State.ACTIVE);
        });
        assertThat(calls).startsWith("test").doesNotContain("second");
    }

    private static void awaitStubbornly(CountDownLatch end) {
        boolean over = false;
        while (!over) {
            try {
                end.await();
                over = true;
            } catch (InterruptedException e) {
                // On purpose: this is the hook that does not listen.
                over = end.getCount() == 0;
            }
        }
    }

    private void hook(long id, int ranking, ProviderHook hook) {
        home.catalogue.addHook(hook, reference(id, ranking));
    }

    /** A reference that is ordered as the framework orders its own. */
    @SuppressWarnings("unchecked")
    private static ServiceReference<ProviderHook> reference(long id, int ranking) {
        return (ServiceReference<ProviderHook>) Proxy.newProxyInstance(
                RegistrationTest.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class, Ordered.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "compareTo" -> {
                        Ordered other = (Ordered) Objects.requireNonNull(arguments)[0];
                        int byRanking = Integer.compare(ranking, other.ranking());
                        yield byRanking != 0 ? byRanking : Long.compare(other.id(), id);
                    }
                    case "ranking" -> ranking;
                    case "id" -> id;
                    case "hashCode" -> (int) id;
                    case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
                    default -> null;
                });
    }

    /** What a reference is ordered by. */
    public interface Ordered {
        int ranking();

        long id();
    }

    private static void assertCode(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code().code()).isEqualTo(code));
    }
}
