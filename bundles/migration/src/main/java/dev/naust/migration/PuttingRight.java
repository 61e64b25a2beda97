package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.store.Rejected;
import dev.naust.migration.leftover.LeftoverLog;
import dev.naust.migration.leftover.LeftoverRecords.Entry;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Puts rejects right while their run follows the source. What that holds by now goes before what somebody gives a record, and the
 * run does not write meanwhile. Safe for use by several threads.
 */
final class PuttingRight {
    private final FollowingParts parts;
    private final Mirror forward;
    private final Outstanding rejects;
    private final RejectNumbers numbers;
    private final Carrying carrying;
    private final Turns turns;
    private final BooleanSupplier isSwitched;

    PuttingRight(
            FollowingParts parts,
            Mirror forward,
            Outstanding rejects,
            RejectNumbers numbers,
            Carrying carrying,
            Turns turns,
            BooleanSupplier isSwitched) {
        this.parts = parts;
        this.forward = forward;
        this.rejects = rejects;
        this.numbers = numbers;
        this.carrying = carrying;
        this.turns = turns;
        this.isSwitched = isSwitched;
    }

    /** Writes a reject into the target with what somebody gives it, and puts on record how that went. */
    interface Writing {
        Leftover write(Entry entry) throws InterruptedException;
    }

    /** One reject after the other. */
    interface Each {
        /** @param isGiven whether somebody gives the record other values */
        Leftover replay(Entry entry, boolean isGiven, Writing writing) throws InterruptedException;
    }

    /** What is to be done with rejects before the run goes on. */
    interface Work<T> {
        T run(Each each) throws InterruptedException;
    }

    /**
     * Does something with rejects.
     *
     * @return empty when the run does not follow the source any more; nothing was done then
     * @throws dev.naust.api.store.StoreException also with {@code residency.violation}, or with {@code migration.in_progress} when
     *     the run does not come to it
     */
    <T> Optional<T> inTurn(Work<T> work) throws InterruptedException {
        return turns.ask(() -> {
            if (isSwitched.getAsBoolean()) {
                return Optional.empty();
            }
            parts.refuseMisplaced();
            try {
                return Optional.of(work.run(this::replay));
            } finally {
                carrying.look(forward);
            }
        });
    }

    private Leftover replay(Entry entry, boolean isGiven, Writing writing) throws InterruptedException {
        for (Lane lane : forward.lanes()) {
            if (lane.to().equals(entry.target()) && entry.leftover().open()) {
                Optional<RecordKey> key = rejects.key(lane, entry.leftover());
                if (key.isPresent()) {
                    return replay(lane, key.get(), entry, isGiven, writing);
                }
            }
        }
        return writing.write(entry);
    }

    private Leftover replay(Lane lane, RecordKey key, Entry entry, boolean isGiven, Writing writing)
            throws InterruptedException {
        Map<RecordKey, Rejected> left = carrying.carryOver(forward, lane.from(), Set.of(key));
        if (left.isEmpty()) {
            return numbers.replace(
                    entry, RejectNumbers.closed(entry, Outstanding.PUT_RIGHT).leftover());
        }
        Rejected now = left.values().iterator().next();
        if (!isGiven) {
            return numbers.replace(
                    entry,
                    entry.leftover().after(true, now.reason(), entry.leftover().there()));
        }
        Leftover written = writing.write(asItIsNow(lane, entry, now));
        if (!written.open()) {
            numbers.close(lane.from(), key, written.reason());
            forward.putByHand(lane.from(), key);
        }
        return written;
    }

    /** What else changed in the record since it was refused is not to be lost. */
    private Entry asItIsNow(Lane lane, Entry entry, Rejected now) {
        Optional<Document> body = parts.inTarget(lane.from(), now).filter(LeftoverLog::isSmall);
        Leftover was = entry.leftover();
        return body.isEmpty() ? entry : entry.with(was.with(body.get()));
    }
}
