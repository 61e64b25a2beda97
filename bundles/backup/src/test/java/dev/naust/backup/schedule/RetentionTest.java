package dev.naust.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Backups.Backup;
import dev.naust.api.service.Backups.Check;
import dev.naust.api.service.Backups.NewSchedule;
import dev.naust.api.service.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

    @Test
    void the_newest_are_kept() {
        List<Backup> made = List.of(good("5", 1), good("4", 2), good("3", 3), good("2", 4));
        assertThat(expired(2, 0, made)).containsExactly("3", "2");
    }

    @Test
    void the_last_good_one_is_kept_however_old_it_is() {
        List<Backup> made = List.of(bad("9", 1), bad("8", 2), good("7", 400), good("6", 500));
        assertThat(expired(1, 30, made)).containsExactly("6");
        assertThat(expired(0, 30, made)).containsExactly("6");
    }

    @Test
    void nothing_goes_without_a_good_one_and_nothing_without_a_rule() {
        assertThat(expired(1, 1, List.of(bad("9", 100), bad("8", 200)))).isEmpty();
        assertThat(expired(0, 0, List.of(good("9", 100), good("8", 200)))).isEmpty();
    }

    @Test
    void failed_ones_go_with_the_good_ones_around_them() {
        List<Backup> made = List.of(good("9", 1), bad("8", 2), good("7", 3), bad("6", 4));
        assertThat(expired(2, 0, made)).containsExactly("6");
    }

    private static List<String> expired(int last, int days, List<Backup> made) {
        NewSchedule rule = new NewSchedule(
                "s", "shop", List.of(), Optional.empty(), "0 2 * * *", "Europe/Oslo", last, days, false);
        return Retention.expired(rule, made, NOW).stream().map(Backup::id).toList();
    }

    private static Backup good(String id, int daysAgo) {
        return backup(id, daysAgo, Run.State.SUCCEEDED, Optional.of(new Check(NOW, Optional.empty())));
    }

    private static Backup bad(String id, int daysAgo) {
        return backup(id, daysAgo, Run.State.FAILED, Optional.empty());
    }

    private static Backup backup(String id, int daysAgo, Run.State state, Optional<Check> verified) {
        return new Backup(
                id,
                "shop",
                "memory",
                List.of(),
                "default",
                "file",
                state,
                NOW.minus(Duration.ofDays(daysAgo)),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                "master key",
                true,
                verified,
                Optional.empty(),
                Optional.of("s"),
                Optional.empty());
    }
}
