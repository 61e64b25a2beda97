package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.store.Rejected;
import dev.naust.migration.Mirror.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a run that follows carries over, in either direction, and what it could not carry over. Works on the run's thread; asked
 * by others.
 */
final class Carrying {
    /** How long a look at a store that does not change waits. */
    static final Duration LOOK = Duration.ofMillis(100);

    /** How many records are named at a time. */
    static final int NAMED = 20;

    private static final long OPEN_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();

    /** How long what comes after a few changes is gathered. */
    private static final long GATHER_NANOS = Duration.ofMillis(50).toNanos();

    private final FollowingParts parts;
    private final Mirror forward;
    private final Map<DatasetId, Set<RecordKey>> told = new HashMap<>();
    private long openTried;
    private long gatherUntil = System.nanoTime();
    private volatile long behind;
    private volatile long seconds;
    private volatile long applied;
    private volatile Map<String, List<String>> open = Map.of();

    /** @param forward the direction that is not back */
    Carrying(FollowingParts parts, Mirror forward) {
        this.parts = parts;
        this.forward = forward;
        forward.open().forEach((id, records) -> told.put(id, new HashSet<>(records.keySet())));
    }

    /** How many changes are known and not carried over. */
    long behind() {
        return behind;
    }

    /** How old the oldest of the changes was that came last. */
    long seconds() {
        return seconds;
    }

    /** How many changes have been carried over. */
    long applied() {
        return applied;
    }

    /** The records that could not be carried over and why, by the source's names of their collections. */
    Map<String, List<String>> open() {
        return open;
    }

    /** From now on the other store changes: nothing of it is open yet. */
    void turn() {
        open = Map.of();
        told.clear();
    }

    /**
     * Carries over what came next; whether nothing came.
     *
     * @param attempt counts from 1; another one begins where the last one was safe
     */
    boolean next(Mirror mirror, int attempt) throws InterruptedException {
        if (attempt > 1) {
            mirror.reopen();
        }
        gather();
        Step step = mirror.step(LOOK);
        gatherUntil = System.nanoTime() + (isFew(step) ? GATHER_NANOS : 0);
        if (System.nanoTime() - openTried > OPEN_AGAIN_NANOS && !mirror.open().isEmpty()) {
            openTried = System.nanoTime();
            mirror.tryOpen();
        }
        note(mirror, step);
        return step.isEmpty();
    }

    /** A transaction in the other store costs the writers' processors the same for one change as for many. */
    private void gather() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(gatherUntil - System.nanoTime());
    }

    private static boolean isFew(Step step) {
        return !step.isEmpty() && step.changes() < Mirror.AT_A_TIME;
    }

    /** Takes note of what a step did. */
    void note(Mirror mirror, Step step) {
        applied += step.changes();
        behind = step.changes() < Mirror.AT_A_TIME ? 0 : step.changes();
        seconds = step.oldest()
                .map(at -> Math.max(0, Duration.between(at, Instant.now()).toSeconds()))
                .orElse(0L);
        Map<String, List<String>> lines = new LinkedHashMap<>();
        mirror.open().forEach((id, records) -> {
            if (!records.isEmpty()) {
                lines.put(
                        nameIn(mirror, id).toString(),
                        records.entrySet().stream()
                                .limit(NAMED)
                                .map(Carrying::line)
                                .toList());
            }
        });
        tellNew(mirror);
        open = Map.copyOf(lines);
    }

    /** Those that somebody knows of are among the run's rejects already. */
    private void tellNew(Mirror mirror) {
        mirror.open().forEach((id, records) -> {
            Set<RecordKey> before = told.computeIfAbsent(id, none -> new HashSet<>());
            before.retainAll(records.keySet());
            records.forEach((key, each) -> {
                if (before.add(key)) {
                    parts.reject(nameIn(mirror, id), each);
                }
            });
        });
        parts.keepRejects();
    }

    static String line(Map.Entry<RecordKey, Rejected> each) {
        String field = each.getValue().field();
        return each.getKey() + (field.isEmpty() ? "" : ", " + field) + ": "
                + each.getValue().reason();
    }

    /** The source's name of a collection that a mirror reads. */
    private DatasetId nameIn(Mirror mirror, DatasetId read) {
        if (mirror == forward) {
            return read;
        }
        return parts.move().collections().entrySet().stream()
                .filter(each -> each.getValue().equals(read))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(read);
    }
}
