package dev.naust.api.service;

import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.store.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to compare.
 *
 * @param source the store that holds what is right
 * @param target the store that should hold the same
 * @param collections the names of the source's collections to compare; empty compares all, and then a collection that only
 *     the target has is a difference, too
 * @param renames the target's names of collections that are called otherwise there, by the source's names
 * @param filter compares only records that fulfil it, each in its own store, by the source's field names; only where one
 *     collection is compared
 * @param listed how many differing records are listed in all, 1 to 10,000; all are counted
 */
public record ComparisonRequest(
        Endpoint source,
        Endpoint target,
        List<String> collections,
        Map<String, String> renames,
        Optional<Filter> filter,
        int listed) {

    /** How many differing records are listed where nobody says. */
    public static final int LISTED = 1_000;

    /** As many as can be listed at most. */
    public static final int MOST_LISTED = 10_000;

    public ComparisonRequest {
        collections = List.copyOf(collections);
        renames = Map.copyOf(renames);
        if (listed < 1 || listed > MOST_LISTED) {
            throw new IllegalArgumentException("From 1 to " + MOST_LISTED + " differences are listed, not " + listed);
        }
    }

    /** Compares these collections of two stores, or all where none is named. */
    public static ComparisonRequest of(Endpoint source, Endpoint target, List<String> collections) {
        return new ComparisonRequest(source, target, collections, Map.of(), Optional.empty(), LISTED);
    }
}
