package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Capability;
import dev.naust.api.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many threads borrow, list and change stores while providers come and go. */
final class StressTest {
    private static final int BORROWERS = 6;
    private static final int SWAPS = 40;
    private static final int ROUNDS = 100;
    private static final int TYPES = 3;
    private static final Set<String> REGISTERING = Set.of(
            ServiceError.PROVIDER_EXISTS.code(),
            ServiceError.PROVIDER_IN_USE.code(),
            ServiceError.PROVIDER_NOT_FOUND.code());
    private static final Set<String> EXPECTED = Set.of(
            ServiceError.STORE_UNAVAILABLE.code(),
            ServiceError.STORE_NOT_FOUND.code(),
            ServiceError.PROVIDER_IN_USE.code());

    @TempDir
    Path folder;

    private final Queue<TestProvider> providers = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();

    @RepeatedTest(3)
    @Timeout(60)
    void nothingIsLeftOpenAndNoBorrowerHoldsAClosedStore(RepetitionInfo repetition) throws Exception {
        long seed = repetition.getCurrentRepetition();
        try (Home home = new Home(folder)) {
            home.save("a", "{\"type\": \"test\"}");
            home.save("b", "{\"type\": \"test\"}");
            ExecutorService threads = Executors.newCachedThreadPool();
            CountDownLatch start = new CountDownLatch(1);
            CountDownLatch swapped = new CountDownLatch(2);
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < BORROWERS; i++) {
                Random random = new Random(seed * 100 + i);
                work.add(threads.submit(() -> after(start, () -> borrow(home, random, swapped))));
            }
            work.add(threads.submit(() -> after(start, () -> swap(home, "1.0.0", swapped))));
            work.add(threads.submit(() -> after(start, () -> swap(home, "1.1.0", swapped))));
            work.add(threads.submit(() -> after(start, () -> edit(home, new Random(seed)))));
            work.add(threads.submit(() -> after(start, () -> list(home))));
            start.countDown();
            for (Future<?> each : work) {
                each.get(50, TimeUnit.SECONDS);
            }
            threads.shutdown();

            assertThat(surprises).isEmpty();
            assertThat(home.catalogue.providers()).isEmpty();
            assertThat(providers)
                    .isNotEmpty()
                    .allSatisfy(provider -> assertThat(provider.open()).isZero());
        }
        assertThat(providers.stream()
                        .mapToLong(provider -> provider.stores.size())
                        .sum())
                .isPositive();
    }

    @RepeatedTest(3)
    @Timeout(60)
    void everyInstanceIsCountedOnceAndEndsWithItsProvider(RepetitionInfo repetition) throws Exception {
        long seed = repetition.getCurrentRepetition();
        try (Home home = new Home(folder)) {
            for (int i = 0; i < TYPES; i++) {
                home.save("s" + i, "{\"type\": \"type" + i + "\"}");
            }
            ExecutorService threads = Executors.newCachedThreadPool();
            CountDownLatch start = new CountDownLatch(1);
            CountDownLatch registered = new CountDownLatch(2 * TYPES);
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < TYPES; i++) {
                String type = "type" + i;
                work.add(threads.submit(() -> after(start, () -> register(home, type, registered))));
                work.add(threads.submit(() -> after(start, () -> register(home, type, registered))));
                Random random = new Random(seed * 100 + i);
                work.add(threads.submit(() -> after(start, () -> openAndClose(home, random, registered))));
            }
            work.add(threads.submit(() -> after(start, () -> lookUp(home, registered))));
            start.countDown();
            for (Future<?> each : work) {
                each.get(50, TimeUnit.SECONDS);
            }
            threads.shutdown();
            assertThat(surprises).isEmpty();

            List<RegisteredProvider> left = home.catalogue.providers();
            assertThat(left).extracting(RegisteredProvider::id).doesNotHaveDuplicates();
            long listed = left.stream()
                    .mapToLong(provider -> provider.instances().size())
                    .sum();
            assertThat(home.keeper().instances()).hasSize((int) listed);
            assertThat(providers.stream().mapToLong(TestProvider::open).sum()).isEqualTo(listed);
            for (int i = 0; i < TYPES; i++) {
                home.keeper().close("s" + i);
            }
            assertThat(home.keeper().instances()).isEmpty();
            assertThat(providers.stream()
                            .mapToLong(provider -> provider.stores.size())
                            .sum())
                    .as("stores that were opened meanwhile")
                    .isPositive();
            left.forEach(provider -> home.catalogue.unregister(provider.id()));
            assertThat(providers.stream().mapToLong(TestProvider::open).sum()).isZero();
        }
    }

    /** Two threads want the same id: only one of them has it at a time, and takes it away when no store is open with it. */
    private void register(Home home, String type, CountDownLatch registered) {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                TestProvider provider = new TestProvider(type);
                providers.add(provider);
                try {
                    home.catalogue.register(provider);
                    Thread.yield();
                    home.catalogue.unregister(type);
                } catch (StoreException e) {
                    expect(e, REGISTERING);
                }
            }
        } finally {
            registered.countDown();
        }
    }

    private static void openAndClose(Home home, Random random, CountDownLatch registered) {
        while (registered.getCount() > 0) {
            String id = "s" + random.nextInt(TYPES);
            try (StoreLease lease = home.keeper().lease(id)) {
                lease.store().check(Duration.ofSeconds(1));
            } catch (StoreException e) {
                expect(e, EXPECTED);
            }
            try {
                home.keeper().close(id);
            } catch (StoreException e) {
                expect(e, EXPECTED);
            }
        }
    }

    private static void lookUp(Home home, CountDownLatch registered) {
        while (registered.getCount() > 0) {
            for (RegisteredProvider provider : home.catalogue.withCapabilities(Set.of(Capability.RECORDS))) {
                assertThat(provider.state()).isNotEqualTo(RegisteredProvider.State.FAILED);
                assertThat(provider.instances()).hasSizeLessThanOrEqualTo(1);
            }
            home.catalogue
                    .find("type0")
                    .ifPresent(found -> assertThat(found.id()).isEqualTo("type0"));
            assertThat(home.keeper().stores()).hasSize(TYPES);
            Thread.yield();
        }
    }

    private void after(CountDownLatch start, Runnable work) {
        try {
            start.await();
            work.run();
        } catch (Throwable surprise) {
            surprises.add(surprise);
        }
    }

    private void borrow(Home home, Random random, CountDownLatch swapped) {
        while (swapped.getCount() > 0) {
            try (StoreLease lease = home.keeper().lease(random.nextBoolean() ? "a" : "b")) {
                lease.store().check(Duration.ofSeconds(1));
                Thread.yield();
                lease.store().check(Duration.ofSeconds(1));
            } catch (StoreException e) {
                expect(e, EXPECTED);
            }
            Thread.yield();
        }
    }

    private void swap(Home home, String version, CountDownLatch swapped) {
        try {
            for (int i = 0; i < SWAPS; i++) {
                TestProvider provider = home.provider(new TestProvider("test"), version);
                providers.add(provider);
                long patience = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
                while (provider.stores.isEmpty() && System.nanoTime() < patience) {
                    Thread.yield();
                }
                home.catalogue.remove(provider);
                // What the bundle's stop relies on: nothing of it is open when its service is gone.
                assertThat(provider.open()).isZero();
            }
        } finally {
            swapped.countDown();
        }
    }

    private static void edit(Home home, Random random) {
        for (int i = 0; i < ROUNDS / 2; i++) {
            home.save("a", "{\"type\": \"test\", \"connection\": {\"port\": " + (1 + random.nextInt(9)) + "}}");
            if (i % 5 == 0) {
                home.remove("b");
            }
            home.save("b", random.nextBoolean() ? "{\"type\": \"test\"}" : "{\"type\": \"test\", \"oops\": 1}");
        }
        home.save("b", "{\"type\": \"test\"}");
    }

    private static void list(Home home) {
        for (int i = 0; i < ROUNDS; i++) {
            for (StoreView view : home.keeper().stores()) {
                assertThat(view.state() == StoreView.State.OPEN
                                || view.state() == StoreView.State.READY
                                || view.problem().isPresent())
                        .isTrue();
            }
            for (RegisteredProvider provider : home.catalogue.providers()) {
                assertThat(provider.instances()).doesNotContainNull();
            }
        }
    }

    private static void expect(StoreException e, Set<String> expected) {
        boolean invalidFile = e.code().code().equals("config.invalid");
        assertThat(invalidFile || expected.contains(e.code().code()))
                .as(e.toString())
                .isTrue();
    }
}
