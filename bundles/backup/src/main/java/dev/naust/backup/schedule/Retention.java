package dev.naust.backup.schedule;

import dev.naust.api.service.Backups.Backup;
import dev.naust.api.service.Backups.NewSchedule;
import dev.naust.api.service.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Decides which backups of a schedule need not be kept. The newest that is known to be good is never among them. */
public final class Retention {
    private Retention() {}

    /**
     * The backups to remove.
     *
     * @param made by the schedule, the newest first
     */
    public static List<Backup> expired(NewSchedule rule, List<Backup> made, Instant now) {
        if (rule.keepLast() == 0 && rule.keepDays() == 0) {
            return List.of();
        }
        List<Backup> good = made.stream().filter(Retention::isGood).toList();
        List<Backup> expired = new ArrayList<>();
        Instant oldestKept = now;
        for (int i = 0; i < good.size(); i++) {
            Backup each = good.get(i);
            boolean kept = i == 0
                    || i < rule.keepLast()
                    || rule.keepDays() > 0 && each.createdAt().isAfter(now.minus(Duration.ofDays(rule.keepDays())));
            if (kept) {
                oldestKept = each.createdAt();
            } else {
                expired.add(each);
            }
        }
        if (!good.isEmpty()) {
            for (Backup each : made) {
                // A failed one is kept for as long as its neighbours, so that people can see that it failed.
                if (!isGood(each) && each.state().isFinal() && each.createdAt().isBefore(oldestKept)) {
                    expired.add(each);
                }
            }
        }
        return expired;
    }

    private static boolean isGood(Backup backup) {
        return backup.state() == Run.State.SUCCEEDED
                && backup.verified().filter(check -> check.problem().isEmpty()).isPresent();
    }
}
