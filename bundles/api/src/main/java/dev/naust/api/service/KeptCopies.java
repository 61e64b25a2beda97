package dev.naust.api.service;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.store.Position;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Copies of stores' records that a part of the server keeps for its own work, such as what a migration rejected or what takes it
 * back, and how an erasure reaches them. Safe for use by several threads.
 */
@ProviderType
public interface KeptCopies {
    /** The place of what lies in the server's own state; no store has this name. */
    String STATE = "Naust";

    /** Whether a collection of a store is this part's own, so that no map of personal data need name it. */
    boolean isOwn(DatasetId collection);

    /**
     * Takes a person's records out of everything that is kept. Doing it again finds nothing more.
     *
     * @param dryRun only says what would become of them
     * @return what became of each, the ones that stay with the reason
     * @throws dev.naust.api.store.StoreException when a store cannot be looked through
     */
    List<Copy> erase(Person person, boolean dryRun) throws InterruptedException;

    /** Whom an erasure is about: tells whether something is theirs. */
    interface Person {
        /**
         * Whether a record is theirs, or names them.
         *
         * @param record all of it, or its key alone
         */
        boolean has(String store, DatasetId collection, Document record);

        /** Whether words in a value name them; what is shorter than five characters is not looked for. */
        boolean isNamedIn(Value value);

        /**
         * Whether a place to go on reading from is the key of a record of theirs, or names them, as far as its token tells;
         * what is shorter than five characters is not looked for.
         */
        boolean isAt(String store, DatasetId collection, Position place);

        /** Why records of a collection stay in the store, where they do. */
        Optional<String> retained(String store, DatasetId collection);
    }

    /**
     * What became of a copy.
     *
     * @param store where it lies: a store's id, or {@link #STATE}
     * @param place the collection, or in the state what it is of
     * @param id tells it from all others of that place, without naming anybody
     */
    record Copy(String store, String place, String id, Result result, String reason) {}
}
