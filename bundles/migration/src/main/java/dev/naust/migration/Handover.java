package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.Mirror.Step;
import dev.naust.migration.primary.PrimaryTable.Hold;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One store's giving its place to the other. While writes are held, what is left is carried over, both sides are compared, and the
 * one record of the primaries is decided. Whatever goes wrong before that leaves everything in its place. For one thread.
 */
final class Handover {
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final long QUICK_NANOS = Duration.ofMillis(400).toNanos();

    private final FollowingParts parts;
    private final Carrying carrying;
    private final Mirror mirror;
    private final Store from;
    private final Store to;

    /**
     * A handover that nobody waits for yet.
     *
     * @param mirror carries over what changes
     * @param from has the place
     * @param to is to have it
     */
    Handover(FollowingParts parts, Carrying carrying, Mirror mirror, Store from, Store to) {
        this.parts = parts;
        this.carrying = carrying;
        this.mirror = mirror;
        this.from = from;
        this.to = to;
    }

    /** Carries over what there is while writes go on, so that little is left to do while they are held. */
    void catchUp() throws InterruptedException {
        long end = System.nanoTime() + CATCH_UP.toNanos();
        Step step = mirror.step(Duration.ZERO);
        while (step.changes() > Mirror.AT_A_TIME / 4) {
            if (System.nanoTime() > end) {
                throw refused("Changes come faster than they can be carried over: try again when fewer come");
            }
            carrying.note(mirror, step);
            step = mirror.step(Duration.ZERO);
        }
        carrying.note(mirror, step);
        mirror.tryOpen();
    }

    /** Whether counting both sides takes so little time that writes may be held meanwhile. */
    boolean isCountedQuickly() throws InterruptedException {
        long began = System.nanoTime();
        surplus();
        return System.nanoTime() - began < QUICK_NANOS;
    }

    /**
     * Holds writes and decides.
     *
     * @param refusal throws when something stands against it that was found meanwhile
     * @param isCounted whether the numbers of records are compared, too
     * @param steps that the other store's collections need; of these the ones that new keys come from are done
     * @return for how long writes were held
     * @throws StoreException when nothing was decided, or the answer was lost
     */
    Duration decide(Runnable refusal, boolean isCounted, Supplier<List<SchemaStep>> steps) throws InterruptedException {
        long began = System.nanoTime();
        try (Hold hold = parts.primaries().hold(parts.move())) {
            drain(hold);
            refusal.run();
            requireSame(hold, isCounted);
            advanceSequences(steps.get());
            parts.progress().confirm();
            hold.decide();
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void drain(Hold hold) throws InterruptedException {
        boolean isAtEnd = false;
        while (!isAtEnd) {
            Step step = mirror.step(Duration.ZERO);
            while (!step.isEmpty()) {
                carrying.note(mirror, step);
                requireTime(hold);
                step = mirror.step(Duration.ZERO);
            }
            isAtEnd = mirror.isAtEnd(Duration.ofNanos(Math.max(1, hold.left() / 2)));
            requireTime(hold);
        }
        mirror.tryOpen();
        carrying.note(mirror, new Step(0, Optional.empty()));
    }

    private static void requireTime(Hold hold) {
        if (hold.left() < Duration.ofSeconds(1).toNanos()) {
            throw refused(
                    "What was left to carry over took too long while writes were held: try again when fewer come");
        }
    }

    private void requireSame(Hold hold, boolean isCounted) throws InterruptedException {
        Set<DatasetId> different = new LinkedHashSet<>(mirror.different());
        if (isCounted) {
            surplus().forEach((id, more) -> {
                if (more != 0 && !mirror.misfits().has(id)) {
                    different.add(id);
                }
            });
        }
        if (!different.isEmpty()) {
            throw refused("What was carried over is not the same on both sides in " + different
                    + ": compare the stores, and put right what differs");
        }
        requireTime(hold);
    }

    /** How many records the one store has more than the other, by collection. */
    private Map<DatasetId, Long> surplus() throws InterruptedException {
        Map<DatasetId, Long> more = new HashMap<>();
        for (Lane lane : mirror.lanes()) {
            more.put(lane.from(), from.count(ReadRequest.of(lane.from())) - to.count(ReadRequest.of(lane.to())));
        }
        return more;
    }

    /** New keys must not be given out a second time. */
    private void advanceSequences(List<SchemaStep> steps) throws InterruptedException {
        for (SchemaStep step : steps) {
            if (step.phase() == Phase.FINISH && !step.name().startsWith("statistics ")) {
                to.schemaEditing().orElseThrow().apply(step);
            }
        }
    }

    static StoreException refused(String why) {
        return new StoreException(ServiceError.CUTOVER_REFUSED, why);
    }
}
