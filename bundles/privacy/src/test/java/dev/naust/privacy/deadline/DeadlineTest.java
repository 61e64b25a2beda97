package dev.naust.privacy.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calendar months in Norway, with the cases of the yardsticks. */
class DeadlineTest {

    @ParameterizedTest(name = "{0} is due {1}: {2}")
    @CsvSource({
        "2027-03-05T12:00, 2027-04-05, the same day number",
        "2027-01-31T12:00, 2027-03-01, the last day of a shorter month is a Sunday",
        "2028-01-31T12:00, 2028-02-29, a leap year",
        "2026-08-31T12:00, 2026-09-30, a month of 30 days",
        "2026-11-30T12:00, 2026-12-30, from a month of 30 days",
        "2026-10-14T12:00, 2026-11-16, a Saturday",
        "2026-04-01T12:00, 2026-05-04, 1 May is a Friday and a holiday",
        "2027-04-17T12:00, 2027-05-18, 17 May is a Whit Monday too",
        "2026-11-25T12:00, 2026-12-28, Christmas on a Friday",
        "2027-02-25T12:00, 2027-03-30, Maundy Thursday to Easter Monday",
        "2026-03-29T12:00, 2026-04-29, the day the clocks change",
        "2026-11-30T23:59, 2026-12-30, one minute before midnight",
        "2026-12-01T00:01, 2027-01-04, one minute after midnight: 1 January is a Friday and a holiday",
        "2027-04-06T12:00, 2027-05-07, Ascension Day",
    })
    void aMonth(LocalDateTime received, LocalDate due, String why) {
        assertThat(Deadline.of(inOslo(received), false)).as(why).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-22T12:00, 2027-02-22", "2026-11-30T12:00, 2027-03-01", "2026-09-25T12:00, 2026-12-28"})
    void threeMonthsInAllWhereItIsExtended(LocalDateTime received, LocalDate due) {
        assertThat(Deadline.of(inOslo(received), true)).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({
        "2024, 2024-03-31",
        "2025, 2025-04-20",
        "2026, 2026-04-05",
        "2027, 2027-03-28",
        "2038, 2038-04-25",
        "2285, 2285-03-22"
    })
    void easterIsKnown(int year, LocalDate easter) {
        assertThat(Holidays.easter(year)).isEqualTo(easter);
    }

    @Property
    void easterIsASundayBetween22MarchAnd25April(@ForAll @IntRange(min = 1900, max = 2500) int year) {
        LocalDate easter = Holidays.easter(year);
        assertThat(easter.getDayOfWeek().name()).isEqualTo("SUNDAY");
        assertThat(easter).isBetween(LocalDate.of(year, 3, 22), LocalDate.of(year, 4, 25));
    }

    @Property
    void theDeadlineIsAWorkingDayAtLeast28AndAtMost37DaysLater(
            @ForAll @LongRange(min = 1_700_000_000L, max = 2_500_000_000L) long second) {
        Instant received = Instant.ofEpochSecond(second);
        LocalDate due = Deadline.of(received, false);
        assertThat(Holidays.isWorkingDay(due)).isTrue();
        assertThat(due.toEpochDay() - Deadline.today(received).toEpochDay()).isBetween(28L, 37L);
    }

    private static Instant inOslo(LocalDateTime time) {
        return time.atZone(Deadline.ZONE).toInstant();
    }
}
