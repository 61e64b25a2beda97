package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.testkit.server.LentStore;
import dev.naust.transfer.BoundedPump;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A target that is opened while the source is looked through. */
@Timeout(30)
class OpeningTest {
    private static final Endpoint TARGET = new Endpoint.StoreId("target");

    private final AtomicInteger closed = new AtomicInteger();

    /** A registry that only lends. */
    private static StoreRegistry lending(Supplier<StoreLease> lease) {
        return (StoreRegistry) Proxy.newProxyInstance(
                OpeningTest.class.getClassLoader(),
                new Class<?>[] {StoreRegistry.class},
                (proxy, method, arguments) -> lease.get());
    }

    private StoreLease lease(Store store) {
        return new StoreLease() {
            @Override
            public Store store() {
                return store;
            }

            @Override
            public String name() {
                return "target";
            }

            @Override
            public String type() {
                return "memory";
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new StoreException(ServiceError.STORE_UNAVAILABLE, "given up", e);
        }
    }

    @Test
    void whoeverAsksGetsTheStoreAndGivesItBackOnce() {
        try (Store store = Fixture.memory("target")) {
            try (StoreLease opening = Opening.of(lending(() -> lease(store)), TARGET)) {
                assertThat(opening.store()).isSameAs(store);
                assertThat(opening.name()).isEqualTo("target");
                assertThat(opening.type()).isEqualTo("memory");
            }
            assertThat(closed).hasValue(1);
        }
    }

    @Test
    void whyItCannotBeOpenedIsToldAsItself() {
        StoreException reason = new StoreException(ServiceError.STORE_NOT_FOUND, "There is no store target");
        try (StoreLease opening = Opening.of(
                lending(() -> {
                    throw reason;
                }),
                TARGET)) {
            assertThatThrownBy(opening::name).isSameAs(reason);
            assertThatThrownBy(opening::store).isSameAs(reason);
        }
    }

    @Test
    void anOpeningThatNobodyNeedsAnyMoreIsGivenUp() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        StoreLease opening = Opening.of(
                lending(() -> {
                    begun.countDown();
                    await(never);
                    return lease(Fixture.memory("target"));
                }),
                TARGET);
        assertThat(await(begun)).isTrue();
        opening.close();
        assertThat(closed).hasValue(0);
    }

    @Test
    void anInterruptEndsTheWaiting() {
        CountDownLatch never = new CountDownLatch(1);
        try (StoreLease opening = Opening.of(
                lending(() -> {
                    await(never);
                    return lease(Fixture.memory("target"));
                }),
                TARGET)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(opening::store)
                    .isInstanceOf(StoreException.class)
                    .hasMessage("given up");
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        }
    }

    @Test
    void theSourceIsLookedThroughBeforeTheTargetIsThere() throws InterruptedException {
        CountDownLatch looked = new CountDownLatch(2);
        try (Store shop = Fixture.shop(3);
                Store target = Fixture.memory("target");
                StoreLease opening = Opening.of(
                        lending(() -> {
                            assertThat(await(looked)).isTrue();
                            return lease(target);
                        }),
                        TARGET)) {
            Planner planner = new Planner(
                    new LentStore("source", profiled(shop, looked)),
                    opening,
                    ServerFixture.request(new Options(Conflict.FAIL, 10, true, false, 1)),
                    new BoundedPump(),
                    new Surroundings());
            assertThat(planner.plan().collections())
                    .extracting(each -> each.source().toString(), each -> each.records())
                    .containsExactlyInAnyOrder(tuple("Artist", 3L), tuple("Album", 6L));
        }
    }

    /** The store with profiling of its own, which counts how often it looks. */
    private static Store profiled(Store store, CountDownLatch looked) {
        Profiling profiling = id -> {
            looked.countDown();
            return Overridden.asDeclared(store, id);
        };
        return Overridden.store(
                store,
                (method, arguments) ->
                        method.equals("profiling") ? Optional.of(Optional.of(profiling)) : Optional.empty());
    }
}
