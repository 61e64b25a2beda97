package dev.naust.privacy.deadline;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Set;

/** The days on which nobody works in Norway: Saturdays, Sundays and public holidays. */
final class Holidays {
    private static final Set<MonthDay> FIXED =
            Set.of(MonthDay.of(1, 1), MonthDay.of(5, 1), MonthDay.of(5, 17), MonthDay.of(12, 25), MonthDay.of(12, 26));
    /** Counted from Easter Sunday: Maundy Thursday, Good Friday, Easter, Easter Monday, Ascension, Pentecost, its Monday. */
    private static final Set<Long> MOVABLE = Set.of(-3L, -2L, 0L, 1L, 39L, 49L, 50L);

    private Holidays() {}

    static boolean isWorkingDay(LocalDate day) {
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return !weekend
                && !FIXED.contains(MonthDay.from(day))
                && !MOVABLE.contains(day.toEpochDay() - easter(day.getYear()).toEpochDay());
    }

    /** Easter Sunday in the Gregorian calendar, by the anonymous algorithm of 1876 that Meeus gives. */
    static LocalDate easter(int year) {
        int golden = year % 19;
        int century = year / 100;
        int ofCentury = year % 100;
        int skipped = century - century / 4 - (8 * century + 13) / 25;
        int epact = Math.floorMod(19 * golden + skipped + 15, 30);
        int corrected = epact - (golden + 11 * epact) / 319;
        int weekday = Math.floorMod(2 * (century % 4) + 2 * (ofCentury / 4) - ofCentury % 4 - corrected + 32, 7);
        int monthAndDay = corrected + weekday + 114 - (golden + 11 * corrected + 22 * weekday) / 451 * 7;
        return LocalDate.of(year, monthAndDay / 31, monthAndDay % 31 + 1);
    }
}
