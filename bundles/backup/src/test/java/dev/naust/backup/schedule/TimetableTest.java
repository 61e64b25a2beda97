package dev.naust.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimetableTest {
    @Test
    void each_night_has_one_backup_when_the_clock_goes_forward() {
        assertThat(runs("30 2 * * *", "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z"))
                .containsExactly(
                        "2026-03-28T01:30:00Z",
                        // 02:30 is not on the clock that night, which jumps from 02:00 to 03:00
                        "2026-03-29T01:30:00Z",
                        "2026-03-30T00:30:00Z");
    }

    @Test
    void each_night_has_one_backup_when_the_clock_goes_back() {
        assertThat(runs("30 2 * * *", "2026-10-23T12:00:00Z", "2026-10-26T12:00:00Z"))
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void what_was_missed_is_caught_up_once() {
        Timetable times = new Timetable("0 * * * *", "Europe/Oslo");
        LocalDateTime since = LocalDateTime.parse("2026-01-01T10:00:00");
        Instant now = Instant.parse("2026-01-05T12:20:00Z");
        LocalDateTime due = times.due(since, now).orElseThrow();
        assertThat(due).isEqualTo("2026-01-05T13:00:00");
        assertThat(times.due(due, now)).isEmpty();
        assertThat(times.next(due)).contains(Instant.parse("2026-01-05T13:00:00Z"));
    }

    @Test
    void nonsense_is_refused_in_words() {
        for (String cron : List.of("", "every night", "61 * * * *", "* * * * * * *")) {
            assertThatThrownBy(() -> new Timetable(cron, "Europe/Oslo"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is no schedule");
        }
        assertThatThrownBy(() -> new Timetable("0 2 * * *", "Oslo/Europe")).hasMessageContaining("is no time zone");
    }

    /** When somebody who looks every minute would have started a backup. */
    private static List<String> runs(String cron, String from, String to) {
        Timetable times = new Timetable(cron, "Europe/Oslo");
        List<String> started = new ArrayList<>();
        Instant end = Instant.parse(to);
        LocalDateTime since = times.clock(Instant.parse(from));
        for (Instant now = Instant.parse(from); now.isBefore(end); now = now.plusSeconds(60)) {
            Optional<LocalDateTime> due = times.due(since, now);
            if (due.isPresent()) {
                started.add(now.toString());
                since = due.get();
            }
        }
        return started;
    }

    @Test
    void a_clock_that_is_set_back_far_does_not_keep_backups_from_being_made() {
        Timetable nightly = new Timetable("0 3 * * *", "Europe/Oslo");
        Instant now = Instant.parse("2026-11-22T12:00:00Z");
        LocalDateTime ahead = LocalDateTime.parse("2027-01-01T03:00:00");

        assertThat(nightly.since(ahead, now)).isEqualTo(LocalDateTime.parse("2026-11-22T13:00:00"));
        LocalDateTime twice = LocalDateTime.parse("2026-11-22T14:00:00");
        assertThat(nightly.since(twice, now)).as("as when summer time ends").isEqualTo(twice);
        LocalDateTime before = LocalDateTime.parse("2026-11-22T03:00:00");
        assertThat(nightly.since(before, now)).isEqualTo(before);
    }
}
