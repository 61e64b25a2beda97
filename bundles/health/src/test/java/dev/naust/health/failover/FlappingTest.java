package dev.naust.health.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Servers that come and go ten times a minute do not take their store with them: it moves once in its hold time at most. */
final class FlappingTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration HOLD = Duration.ofSeconds(15);
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private final TwoServers servers = new TwoServers(clock);
    private final Failover failover = new Failover("shop", TwoServers.nothing(), servers, clock);

    @Test
    void a_store_moves_once_in_its_hold_time_however_often_its_servers_come_and_go() {
        for (int second = 0; second < 60; second++) {
            // Each is away for two seconds of six, ten times in a minute, and for a moment both are there.
            servers.up = second % 3 == 2 ? Set.of("a", "b") : second % 6 < 2 ? Set.of("a") : Set.of("b");
            checkOnce();
            clock.move(Duration.ofSeconds(1));
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

        clock.move(Duration.ofDays(-1));
        checkOnce();
        assertThat(servers.active).isEqualTo("b");
        clock.move(HOLD);
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
}
