package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
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
    private static final Set<String> EXPECTED = Set.of(
            ServiceError.STORE_UNAVAILABLE.code(),
            ServiceError.STORE_NOT_FOUND.code(),
            ServiceError.PROVIDER_IN_USE.code());

    @TempDir
    Path folder;

    private final Queue<TestProvider> providers = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();

    @RepeatedTest(5)
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
                expect(e);
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

    private static void expect(StoreException e) {
        boolean invalidFile = e.code().code().equals("config.invalid");
        assertThat(invalidFile || EXPECTED.contains(e.code().code()))
                .as(e.toString())
                .isTrue();
    }
}
