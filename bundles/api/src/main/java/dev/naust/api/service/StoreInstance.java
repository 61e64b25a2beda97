package dev.naust.api.service;

import java.time.Instant;
import java.util.List;

/**
 * A store that is open now: one instance, shared by all that borrow it.
 *
 * @param store the store's id, or a name for an endpoint that shows no secret
 * @param type the id of the provider that opened it
 * @param version the version of the provider's bundle
 * @param since when the provider was asked to open it
 * @param borrowers who has it now, the longest first
 * @param leaks who let go of a lease without ending it, which is a mistake in their code; the latest few
 */
public record StoreInstance(
        String store,
        String type,
        String version,
        State state,
        Instant since,
        List<Borrower> borrowers,
        List<Borrower> leaks) {
    public StoreInstance {
        borrowers = List.copyOf(borrowers);
        leaks = List.copyOf(leaks);
    }

    /** How far an instance is. */
    public enum State {
        OPENING,
        OPEN,
        /** It gives out no more leases and is closed when the last has ended. */
        CLOSING
    }

    /**
     * Who borrowed a store.
     *
     * @param who the bundle, class and thread that asked for it
     * @param since when it was borrowed
     * @param isOverdue whether it has been borrowed for longer than is usual
     */
    public record Borrower(String who, Instant since, boolean isOverdue) {}
}
