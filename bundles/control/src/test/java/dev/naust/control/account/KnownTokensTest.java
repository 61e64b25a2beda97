package dev.naust.control.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts.ApiToken;
import dev.naust.api.service.Accounts.Role;
import dev.naust.control.account.TokenRecords.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownTokensTest {
    private final AtomicLong ticks = new AtomicLong();
    private final KnownTokens known = new KnownTokens(ticks::get);

    @Test
    void aRecordCountsForASecondAndNoLonger() {
        known.note(known.age(), held("a"));
        ticks.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(known.find("a")).contains(held("a"));
        assertThat(known.find("b")).isEmpty();

        ticks.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(known.find("a")).isEmpty();
    }

    @Test
    void whatWasReadBeforeARevocationDoesNotCountBehindIt() {
        known.note(known.age(), held("a"));
        long before = known.age();
        known.forget();
        assertThat(known.find("a")).isEmpty();

        known.note(before, held("a"));
        assertThat(known.find("a")).isEmpty();

        known.note(known.age(), held("a"));
        assertThat(known.find("a")).isPresent();
    }

    @Test
    void aRecordThatWasChangedIsReadAgainAndOthersAreNot() {
        known.note(known.age(), held("a"));
        known.note(known.age(), held("b"));
        known.renew("a");
        assertThat(known.find("a")).isEmpty();
        assertThat(known.find("b")).isPresent();
    }

    @Test
    void itsMemoryIsBounded() {
        for (int i = 0; i <= 1_000; i++) {
            known.note(known.age(), held("t" + i));
        }
        assertThat(known.find("t0")).isEmpty();
        assertThat(known.find("t1000")).isPresent();
    }

    private static Held held(String id) {
        return new Held(
                new ApiToken(
                        id,
                        "CI",
                        Role.VIEWER,
                        "s",
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                "hash of " + id);
    }
}
