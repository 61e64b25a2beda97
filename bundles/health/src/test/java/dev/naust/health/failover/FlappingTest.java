package dev.naust.health.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreEndpoints;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Identity;
import dev.naust.api.store.Identity.Standing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Servers that come and go ten times a minute do not take their store with them: it moves once in its hold time at most. */
final class FlappingTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration HOLD = Duration.ofSeconds(15);
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final Hands clock = new Hands();
    private final TwoServers servers = new TwoServers();
    private final Failover failover = new Failover("shop", nothing(), servers, clock);

    @Test
    void a_store_moves_once_in_its_hold_time_however_often_its_servers_come_and_go() {
        for (int second = 0; second < 60; second++) {
            // Each is away for two seconds of six, ten times in a minute, and for a moment both are there.
            servers.up = second % 3 == 2 ? Set.of("a", "b") : second % 6 < 2 ? Set.of("a") : Set.of("b");
            checkOnce();
            clock.now = clock.now.plusSeconds(1);
        }
        assertThat(servers.moves).hasSizeBetween(2, 60 / (int) HOLD.toSeconds() + 1);
        for (int i = 1; i < servers.moves.size(); i++) {
            assertThat(Duration.between(servers.moves.get(i - 1), servers.moves.get(i)))
                    .isGreaterThanOrEqualTo(HOLD);
        }
    }

    @Test
    void a_clock_that_jumps_back_holds_the_store_no_longer_than_its_time_again() {
        servers.up = Set.of("a");
        checkOnce();
        servers.up = Set.of("b");
        checkOnce();
        assertThat(servers.active).isEqualTo("b");
        servers.fenced.clear();
        servers.up = Set.of("a");

        clock.now = clock.now.minus(Duration.ofDays(1));
        checkOnce();
        assertThat(servers.active).isEqualTo("b");
        clock.now = clock.now.plus(HOLD);
        checkOnce();
        assertThat(servers.active).isEqualTo("a");
    }

    /** What the monitor does at each check. */
    private void checkOnce() {
        if (servers.up.contains(servers.active)) {
            failover.look(TIMEOUT);
            failover.homewards(TIMEOUT, HOLD, true);
        } else {
            failover.away(TIMEOUT, HOLD);
        }
    }

    private static StoreRegistry nothing() {
        return (StoreRegistry) Proxy.newProxyInstance(
                FlappingTest.class.getClassLoader(),
                new Class<?>[] {StoreRegistry.class},
                (proxy, method, arguments) -> Optional.empty());
    }

    private static final class Hands extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Two servers of one database, of which the one in use takes changes and the other follows it as soon as it is there. */
    private final class TwoServers implements StoreEndpoints {
        private final List<Instant> moves = new ArrayList<>();
        private final Set<String> fenced = new HashSet<>();
        private Set<String> up = Set.of("a");
        private String active = "a";

        @Override
        public List<Endpoint> endpoints(String store) {
            return List.of(endpoint("a"), endpoint("b"));
        }

        private Endpoint endpoint(String name) {
            return new Endpoint(name, name.equals("a"), name.equals(active), fenced.contains(name), Optional.empty());
        }

        @Override
        public boolean check(String store, Duration timeout, boolean mayOpen) {
            return up.contains(active);
        }

        @Override
        public Optional<Standing> standing(String store, Duration timeout) {
            return Optional.of(says(true));
        }

        @Override
        public StoreLease look(String store, String endpoint) {
            Store seen = store(endpoint, false);
            return new StoreLease() {
                @Override
                public Store store() {
                    return seen;
                }

                @Override
                public String name() {
                    return endpoint;
                }

                @Override
                public String type() {
                    return "postgres";
                }

                @Override
                public void close() {
                    // Nothing is lent.
                }
            };
        }

        @Override
        public void move(String store, String endpoint, Duration patience, Consumer<Store> examination, boolean fence) {
            if (fenced.contains(endpoint)) {
                throw new StoreException(ServiceError.ENDPOINT_REFUSED, endpoint + " is fenced");
            }
            examination.accept(store(endpoint, true));
            fenced.add(active);
            active = endpoint;
            moves.add(clock.now);
        }

        @Override
        public void liftFence(String store, String endpoint) {
            fenced.remove(endpoint);
        }

        private Store store(String endpoint, boolean promoted) {
            if (!up.contains(endpoint)) {
                throw new StoreException(ServiceError.STORE_UNAVAILABLE, endpoint + " does not answer");
            }
            Identity identity = timeout -> says(promoted);
            return (Store) Proxy.newProxyInstance(
                    FlappingTest.class.getClassLoader(),
                    new Class<?>[] {Store.class},
                    (proxy, method, arguments) -> Optional.of(identity));
        }

        private Standing says(boolean writable) {
            return new Standing("7001/shop", writable, 1);
        }
    }
}
