package dev.naust.backup.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.BackupError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * The times that a cron expression names on the clock of a time zone. Each time of that clock comes once: one that the clock
 * jumps over comes when it has jumped, one that it shows twice comes the first time. Immutable.
 */
public final class Timetable {
    /** Times further apart than this are taken for none. */
    private static final int FURTHEST = 3_000;

    /** More than what a clock shows again when summer time ends. */
    private static final Duration SHOWN_TWICE = Duration.ofHours(2);

    private final ExecutionTime times;
    private final ZoneId zone;

    /**
     * The times of an expression.
     *
     * @param cron five fields as of UNIX
     * @throws StoreException with {@code schedule.invalid}
     */
    public Timetable(String cron, String zone) {
        try {
            Cron parsed = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(cron);
            this.times = ExecutionTime.forCron(parsed.validate());
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    BackupError.SCHEDULE_INVALID,
                    "\"" + cron + "\" is no schedule: it needs five fields (minute, hour, day of the month, month, day"
                            + " of the week), such as \"30 2 * * *\" for half past two each night",
                    e);
        }
        try {
            this.zone = ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new StoreException(
                    BackupError.SCHEDULE_INVALID, "\"" + zone + "\" is no time zone: give one such as Europe/Oslo", e);
        }
    }

    /** What the clock shows at an instant. */
    public LocalDateTime clock(Instant instant) {
        return LocalDateTime.ofInstant(instant, zone);
    }

    /**
     * The last time that was seen to; what the clock shows now where it was set back far behind that, for otherwise nothing
     * would be due until it has caught up.
     */
    public LocalDateTime since(LocalDateTime kept, Instant now) {
        LocalDateTime shown = clock(now);
        return kept.isAfter(shown.plus(SHOWN_TWICE)) ? shown : kept;
    }

    /**
     * The latest time that is due and lies behind one; however many were missed, this is one.
     *
     * @param since the last time that was seen to, as the clock showed it
     */
    public Optional<LocalDateTime> due(LocalDateTime since, Instant now) {
        ZonedDateTime from = clock(now).plusSeconds(1).atZone(ZoneOffset.UTC);
        for (int i = 0; i < FURTHEST; i++) {
            Optional<ZonedDateTime> last = times.lastExecution(from);
            if (last.isEmpty() || !last.get().toLocalDateTime().isAfter(since)) {
                return Optional.empty();
            }
            LocalDateTime local = last.get().toLocalDateTime();
            if (!instant(local).isAfter(now)) {
                return Optional.of(local);
            }
            from = last.get();
        }
        return Optional.empty();
    }

    /** When it is due next, after a time of the clock. */
    public Optional<Instant> next(LocalDateTime since) {
        return times.nextExecution(since.atZone(ZoneOffset.UTC)).map(time -> instant(time.toLocalDateTime()));
    }

    /** In a gap the clock has jumped by its length; in an overlap the first of both. */
    private Instant instant(LocalDateTime local) {
        return local.atZone(zone).toInstant();
    }
}
