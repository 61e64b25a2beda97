package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/** The page of providers. */
public record ProvidersView(List<ProviderCard> providers) {

    /**
     * A provider.
     *
     * @param anchor its place on the page
     * @param missing what it claims and its stores do not show
     * @param features what its stores were seen to offer, in words
     * @param registered since when it is there
     * @param rival the bundle that may be chosen to have the id instead
     */
    public record ProviderCard(
            String anchor,
            String id,
            String name,
            String version,
            String description,
            String bundle,
            Badge state,
            Optional<String> problem,
            List<String> capabilities,
            List<String> missing,
            Optional<String> rival,
            List<String> features,
            Moment registered,
            List<OpenStore> stores) {}

    /** An open store and who has it. */
    public record OpenStore(String name, String state, Moment since, List<Holder> holders) {}

    /**
     * Who has a store.
     *
     * @param note what is wrong with that; empty when nothing is
     */
    public record Holder(String who, Moment since, String note) {}
}
