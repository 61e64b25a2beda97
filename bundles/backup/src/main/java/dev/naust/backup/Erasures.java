package dev.naust.backup;

import dev.naust.api.model.Document;
import dev.naust.api.service.ErasureLedger;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.store.Store;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Erases again what was erased since a backup was made, before its restore counts as done. Thread-safe. */
@Component(service = Erasures.class)
public final class Erasures {
    /** What is said where nobody can know of erasures. */
    static final String UNKNOWN =
            "Nobody here knows what was erased since this backup was made, so that nothing was erased"
                    + " again: do not use what was restored before you have seen to that";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ErasureLedger ledger;

    public Erasures() {}

    /** By one ledger. */
    Erasures(ErasureLedger known) {
        this.ledger = known;
    }

    /** Where the ledger stands for a backup that begins; a backup of which nobody knows it has all erasures replayed. */
    long mark() {
        ErasureLedger present = ledger;
        return present == null ? ErasureLedger.ALL : present.mark();
    }

    /** What was erased in a store; nothing where nobody knows, which {@link #replay} says. */
    ErasureLedger.Erased of(String origin, long since) throws InterruptedException {
        ErasureLedger present = ledger;
        return present == null ? ErasureLedger.Erased.NONE : present.erased(origin, since);
    }

    /** Says that an erasure stands half-way, so that nobody takes what it was about to erase for lost. */
    void warnOfUnfinished(String origin, RunProgress progress) throws InterruptedException {
        ErasureLedger present = ledger;
        long records = present == null ? 0 : present.unfinished(origin);
        if (records > 0) {
            progress.warn("An erasure in \"" + origin + "\" was begun and has not come to its end: the "
                    + (records == 1 ? "record" : records + " records")
                    + " that it had noted last are left out as well, because some may be gone already. Execute that request"
                    + " again, or reject it, which takes back what was not erased");
        }
    }

    /**
     * Replays the erasures of a store's data.
     *
     * @param origin the store that the backup is of
     * @param since where the ledger stood when the backup was begun
     * @param report what the restore found out
     * @return what came of it; nothing where nobody knows of erasures
     */
    Optional<ErasureLedger.Replayed> replay(
            String origin, long since, Store restored, Document report, RunProgress progress)
            throws InterruptedException, RunFailedException {
        ErasureLedger present = ledger;
        if (present == null) {
            progress.warn(UNKNOWN);
            return Optional.empty();
        }
        progress.stage("Erasing again what was erased since");
        ErasureLedger.Replayed replayed = present.replay(origin, since, restored);
        if (!replayed.problems().isEmpty()) {
            throw new RunFailedException(
                    "The backup was restored, but this could not be erased again, and must not be used before: "
                            + String.join("; ", replayed.problems()),
                    report);
        }
        return Optional.of(replayed);
    }
}
