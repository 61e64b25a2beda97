package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The log of who changed what: append-only, each entry chained to the one before by its hash, so that a changed, removed,
 * inserted or moved entry shows. Safe for use by several threads.
 */
@ProviderType
public interface Audit {

    /**
     * Appends an entry and returns when it is durable.
     *
     * @throws StoreException with {@code control.unavailable} when it could not be written; what it is about must not happen then
     */
    Entry append(Event event);

    /**
     * Entries, the newest first.
     *
     * @param before only entries with a smaller sequence; empty starts with the newest
     */
    List<Entry> list(Optional<Long> before, int limit);

    /** Reads the whole chain and names the first place where it does not hold. */
    Verdict verify() throws InterruptedException;

    /**
     * What happened.
     *
     * @param actor a user's name, {@code token:<name>}, {@code system}, or {@code command line}
     * @param action such as {@code migration.start} or {@code store.update}
     * @param target what it was done to, such as {@code store/crm}; never personal data or a secret
     * @param outcome such as {@code ok}, or the code of the failure
     * @param details more of it, without personal data and secrets
     */
    record Event(String actor, String action, String target, String outcome, Document details) {}

    /**
     * An entry of the chain.
     *
     * @param sequence from 1, without gaps
     * @param previous the hash of the entry before, in hexadecimal
     * @param hash of this entry and the one before, in hexadecimal
     */
    record Entry(long sequence, Instant at, Event event, String previous, String hash) {}

    /**
     * What a look at the chain found.
     *
     * @param entries how many were read
     * @param problem what does not hold and where, in one sentence; empty when everything does
     */
    record Verdict(long entries, Optional<String> problem) {}
}
