package dev.naust.health.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that went elsewhere in need comes home as its policy says, and not before its home can be trusted again. */
final class FailbackTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration HOLD = Duration.ofSeconds(60);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T12:00:00Z"));
    private final TwoServers servers = new TwoServers(clock);
    private final Failover failover = new Failover("shop", TwoServers.nothing(), servers, clock);

    @BeforeEach
    void goAway() {
        failover.look(TIMEOUT);
        servers.up = Set.of("b");
        assertThat(failover.away(TIMEOUT, HOLD)).isEmpty();
        assertThat(servers.active).isEqualTo("b");
        servers.up = Set.of("a", "b");
    }

    @Test
    void by_the_automatic_policy_it_comes_home_when_its_hold_time_is_over_and_not_before() {
        clock.move(HOLD.minusMillis(1));
        assertThat(failover.homewards(TIMEOUT, HOLD, true)).contains("It is at b instead of a.");
        assertThat(servers.active).isEqualTo("b");

        clock.move(Duration.ofMillis(1));
        assertThat(failover.homewards(TIMEOUT, HOLD, true)).isEmpty();
        assertThat(servers.active).isEqualTo("a");
        assertThat(servers.fenced).containsExactly("b");
    }

    @Test
    void by_the_manual_policy_it_stays_and_says_so_until_an_operator_sends_it_home() {
        clock.move(Duration.ofDays(30));
        assertThat(failover.homewards(TIMEOUT, HOLD, false)).contains("It is at b instead of a.");
        assertThat(servers.active).isEqualTo("b");

        failover.to(Optional.empty(), TIMEOUT, false);
        assertThat(servers.active).isEqualTo("a");
        assertThat(failover.homewards(TIMEOUT, HOLD, false)).isEmpty();
    }

    @Test
    void a_home_that_was_written_by_others_stays_fenced_whatever_the_policy_until_it_follows() {
        servers.stubborn = true;
        clock.move(HOLD);
        assertThat(failover.homewards(TIMEOUT, HOLD, true).orElseThrow())
                .contains("It is at b instead of a.", "came back and still accepts changes", "Make it a standby of b");
        assertThatThrownBy(() -> failover.to(Optional.empty(), TIMEOUT, false))
                .hasMessageContaining("still accepts changes");
        assertThat(servers.active).isEqualTo("b");
        assertThat(servers.fenced).containsExactly("a");

        servers.stubborn = false;
        assertThat(failover.homewards(TIMEOUT, HOLD, true)).isEmpty();
        assertThat(servers.active).isEqualTo("a");
    }

    @Test
    void a_home_that_is_away_is_no_failure_of_where_the_store_is() {
        servers.up = Set.of("b");
        clock.move(HOLD);
        assertThat(failover.homewards(TIMEOUT, HOLD, true).orElseThrow())
                .contains(
                        "It is at b instead of a.",
                        "a does not answer and is fenced",
                        "Bring it back as a standby of b");
        assertThat(servers.active).isEqualTo("b");
    }
}
