package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.store.StoreException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where personal data is, why, for how long, and how one finds a person in it: {@code config/policies/privacy-map.json}. Safe
 * for use by several threads.
 */
@ProviderType
public interface PrivacyMap {

    /** The map as it is now; an empty one where nobody has written one. */
    View current();

    /**
     * Replaces the map, whole and durable.
     *
     * @param revision the revision that the change was made from
     * @throws InvalidConfigException with everything that is wrong with it
     * @throws StoreException with {@code privacy_map.changed} when it is another one by now
     */
    View replace(Document map, String revision, String actor);

    /** The JSON Schema that a map must fulfil. */
    String schema();

    /**
     * Looks at a bounded sample of each collection and proposes entries for what looks like personal data.
     *
     * @param stores the ids of the stores to look at; all configured ones when empty
     */
    Scan scan(List<String> stores) throws InterruptedException;

    /** The map and the revision that changes with it. */
    record View(Document content, String revision) {}

    /**
     * What a scan found.
     *
     * @param collections how many collections were looked at
     * @param mapped how many of them are in the map
     * @param errors stores and collections that could not be looked at, each with the reason
     */
    record Scan(List<Proposal> proposals, long collections, long mapped, List<String> errors) {
        public Scan {
            proposals = List.copyOf(proposals);
            errors = List.copyOf(errors);
        }
    }

    /**
     * A collection that looks as if it held personal data.
     *
     * @param mapped whether the map has the collection already
     * @param entry an entry for the map, to be completed by a person
     */
    record Proposal(String store, String collection, boolean mapped, List<Evidence> evidence, Document entry) {
        public Proposal {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * Why a field looks personal.
     *
     * @param category such as {@code national-id} or {@code email}
     * @param matches how many of the sampled values fit; no value is shown
     * @param reason in one sentence
     */
    record Evidence(String field, String category, long matches, long sampled, String reason) {}
}
