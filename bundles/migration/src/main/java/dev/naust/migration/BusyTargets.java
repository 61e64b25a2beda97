package dev.naust.migration;

import dev.naust.api.model.Text;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;

/** Keeps two migrations out of one target. Safe for use by several threads. */
@Component(service = BusyTargets.class)
public final class BusyTargets {
    private static final int LOOKED_AT = 1_000;
    private static final Duration GIVING_WAY = Duration.ofSeconds(5);
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** A target that is in use until this is closed. */
    interface Hold {
        /** Ends it. */
        void close();
    }

    /**
     * Takes a target into use.
     *
     * @throws StoreException with {@code migration.in_progress}
     */
    Hold hold(String name) {
        if (!names.add(name)) {
            throw busy(name);
        }
        return () -> names.remove(name);
    }

    /**
     * Lets a run that is on record begin only where no other one, of whichever server, is into the same target. Of two that came
     * on record at the same moment at least one sees the other; the later one gives way, for which the earlier one waits.
     *
     * @throws StoreException with {@code migration.in_progress}
     */
    static void refuseOthers(Runs log, String target, String mine) throws InterruptedException {
        long end = System.nanoTime() + GIVING_WAY.toNanos();
        List<Run> others = unfinished(log, target, mine);
        while (!others.isEmpty()) {
            boolean isFirst = others.stream().allMatch(other -> mine.compareTo(other.id()) < 0);
            if (!isFirst || System.nanoTime() - end > 0) {
                throw busy(target);
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
            others = unfinished(log, target, mine);
        }
    }

    /** Whether a run, also one that waits for its turn, has the target. */
    static boolean isBusy(Runs log, String target) {
        return !unfinished(log, target, "").isEmpty();
    }

    private static List<Run> unfinished(Runs log, String target, String but) {
        return log.list(Optional.of(ServerMigrations.KIND), Optional.empty(), LOOKED_AT).stream()
                .filter(run -> !run.state().isFinal() && !run.id().equals(but))
                .filter(run -> target(run).equals(target))
                .toList();
    }

    /** The target that a run was asked for. */
    static String target(Run run) {
        return run.parameters()
                .get("target")
                .map(value -> ((Text) value).string())
                .orElse("");
    }

    static StoreException busy(String target) {
        return new StoreException(
                ServiceError.MIGRATION_IN_PROGRESS,
                "Another migration into " + target + " is running: wait for it, or cancel it first");
    }
}
