package dev.naust.control.run;

import dev.naust.api.service.Run;
import dev.naust.api.service.RunEvent;
import dev.naust.api.store.StoreException;
import dev.naust.control.run.RunArchive.Kept;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of a run that another server executes by what changes of its record. For one thread at a time. */
final class RecordFollower {
    private static final Logger LOG = LoggerFactory.getLogger(RecordFollower.class);

    /** The higher part of an event's number is the lease's, which grows with each server that takes the run. */
    private static final int FENCE_BITS = 32;

    private final String id;
    private final Predicate<String> isHere;
    private final Function<String, Optional<Kept>> records;
    private final Consumer<RunEvent> listener;
    private @Nullable Run before;
    private boolean over;

    /**
     * @param isHere whether this server executes the run, which then tells of itself
     * @param records looks a run up
     */
    RecordFollower(
            String id,
            Predicate<String> isHere,
            Function<String, Optional<Kept>> records,
            Consumer<RunEvent> listener) {
        this.id = id;
        this.isHere = isHere;
        this.records = records;
        this.listener = listener;
    }

    /** Looks once. */
    void look() {
        if (over || isHere.test(id)) {
            return;
        }
        try {
            records.apply(id).ifPresent(this::tell);
        } catch (StoreException e) {
            LOG.debug("The record of run {} cannot be read at the moment", id, e);
        }
    }

    private void tell(Kept kept) {
        Run now = kept.run();
        if (now.equals(before)) {
            return;
        }
        over = now.state().isFinal();
        listener.accept(
                new RunEvent((kept.lease().fence() << FENCE_BITS) + kept.lease().beat(), type(before, now), now));
        before = now;
    }

    private static String type(@Nullable Run before, Run now) {
        return switch (now.state()) {
            case SUCCEEDED, ROLLED_BACK -> "runCompleted";
            case FAILED -> "runFailed";
            case CANCELLED -> "runCancelled";
            case QUEUED -> "runQueued";
            case RUNNING ->
                before == null || before.state() != Run.State.RUNNING
                        ? "runStarted"
                        : before.stage().equals(now.stage()) ? "progressUpdate" : "stageChanged";
        };
    }
}
