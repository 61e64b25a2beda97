package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * A store's page.
 *
 * @param collections what it holds; empty as well when it could not be asked
 * @param collectionsProblem why it could not be asked
 */
public record StoreDetailView(
        StoreCard store,
        List<Fact> facts,
        List<Fact> connection,
        List<CollectionRow> collections,
        Optional<String> collectionsProblem) {

    /** A collection in a store's list. */
    public record CollectionRow(String name, String href, String shape, String records) {}
}
