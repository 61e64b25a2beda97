package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.store.Rejected;
import dev.naust.migration.Mirror.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What a run that follows carries over, in either direction, and what it could not carry over. Works on the run's thread; asked
 * by others.
 */
final class Carrying {
    /** How long a look at a store that does not change waits. */
    static final Duration LOOK = Duration.ofMillis(100);

    /** How many records are named at a time. */
    static final int NAMED = 20;

    /** What is said of a collection of which not all records are known that could not be carried over. */
    static final String MORE =
            "more records do not fit than are tried again; the rest is looked at when these are put right";

    private static final long OPEN_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();

    /** How long what comes after a few changes is gathered. */
    private static final long GATHER_NANOS = Duration.ofMillis(50).toNanos();

    private final FollowingParts parts;
    private final Mirror forward;
    private final Outstanding rejects;
    private final RejectNumbers numbers;
    private boolean isUnsure;
    private long openTried;
    private long gatherUntil = System.nanoTime();
    private volatile long behind;
    private volatile long seconds;
    private volatile long applied;
    private volatile Map<String, List<String>> open = Map.of();
    private volatile Set<String> beyond = Set.of();
    private volatile int misfits;
    private volatile Map<String, String> unproven = Map.of();

    /**
     * What is carried over.
     *
     * @param forward the direction that is not back
     * @param rejects of the run, which were looked at when it was taken up
     * @param numbers which of them tell of which record
     */
    Carrying(FollowingParts parts, Mirror forward, Outstanding rejects, RejectNumbers numbers) {
        this.parts = parts;
        this.forward = forward;
        this.rejects = rejects;
        this.numbers = numbers;
        show(forward);
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

    /** Their collections that have more of them than are known, by the source's names. */
    Set<String> beyond() {
        return beyond;
    }

    /** How many of them are known. */
    int misfits() {
        return misfits;
    }

    /** The collections whose copy is not proven, by the source's names, and why. */
    Map<String, String> unproven() {
        return unproven;
    }

    /** From now on the other store changes: nothing of it is open yet. */
    void turn() {
        open = Map.of();
        beyond = Set.of();
        misfits = 0;
        numbers.forget();
    }

    /**
     * Carries over what came next; whether nothing came.
     *
     * @param attempt counts from 1; another one begins where the last one was safe
     */
    boolean next(Mirror mirror, int attempt) throws InterruptedException {
        if (attempt > 1 || isUnsure) {
            mirror.reopen();
            isUnsure = false;
        }
        gather();
        Step step = mirror.step(LOOK);
        gatherUntil = System.nanoTime() + (isFew(step) ? GATHER_NANOS : 0);
        if (System.nanoTime() - openTried > OPEN_AGAIN_NANOS) {
            openTried = System.nanoTime();
            mirror.tryOpen();
        }
        note(mirror, step);
        if (mirror == forward && rejects.isLeft()) {
            rejects.lookOn();
            look(mirror);
        }
        return step.isEmpty();
    }

    /** Carries over what lies under some keys; where that fails, what comes next begins where the last was safe. */
    Map<RecordKey, Rejected> carryOver(Mirror mirror, DatasetId from, Set<RecordKey> keys) throws InterruptedException {
        isUnsure = true;
        Map<RecordKey, Rejected> left = mirror.carryOver(from, keys);
        isUnsure = false;
        return left;
    }

    /** A transaction in the other store costs the writers' processors the same for one change as for many. */
    private void gather() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(gatherUntil - System.nanoTime());
    }

    private static boolean isFew(Step step) {
        return !step.isEmpty() && step.changes() < Mirror.AT_A_TIME;
    }

    /** Takes note of what a step did. */
    void note(Mirror mirror, Step step) throws InterruptedException {
        applied += step.changes();
        behind = step.changes() < Mirror.AT_A_TIME ? 0 : step.changes();
        seconds = step.oldest()
                .map(at -> Math.max(0, Duration.between(at, Instant.now()).toSeconds()))
                .orElse(0L);
        look(mirror);
    }

    /** Takes note of what fits by now and what does not. */
    void look(Mirror mirror) throws InterruptedException {
        tell(mirror, mirror.misfits());
        show(mirror);
    }

    private void show(Mirror mirror) {
        Misfits now = mirror.misfits();
        Map<String, List<String>> lines = new LinkedHashMap<>();
        now.known().forEach((id, records) -> {
            if (!records.isEmpty()) {
                lines.put(
                        nameIn(mirror, id).toString(),
                        records.entrySet().stream()
                                .limit(NAMED)
                                .map(Carrying::line)
                                .toList());
            }
        });
        open = Map.copyOf(lines);
        beyond = now.beyond().stream().map(id -> nameIn(mirror, id).toString()).collect(Collectors.toUnmodifiableSet());
        misfits = now.size();
        unproven = Map.copyOf(rejects.unproven());
    }

    /** Those that somebody knows of are among the run's rejects already. */
    private void tell(Mirror mirror, Misfits now) throws InterruptedException {
        numbers.closeAllBut(now, mirror == forward ? Outstanding.PUT_RIGHT : Outstanding.PUT_RIGHT_THERE);
        now.known()
                .forEach((id, records) -> records.forEach((key, each) -> {
                    if (!numbers.has(id, key)) {
                        numbers.put(id, key, reject(mirror, id, key, each));
                    }
                }));
        for (Misfits.Untold each : now.takeUntold()) {
            rejects.thereIsMore(each.collection(), reject(mirror, each.collection(), each.key(), each.rejected()));
        }
        parts.keepRejects();
        numbers.writeDown();
    }

    private long reject(Mirror mirror, DatasetId id, RecordKey key, Rejected each) {
        Optional<Document> back = mirror == forward ? Optional.empty() : Optional.of(key.toDocument());
        return parts.reject(nameIn(mirror, id), each, back);
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
