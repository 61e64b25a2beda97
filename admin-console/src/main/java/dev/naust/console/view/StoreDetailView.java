package dev.naust.console.view;

import dev.naust.console.view.ReviewView.Side;
import java.util.List;
import java.util.Optional;

/**
 * A store's page.
 *
 * @param revision of its configuration
 * @param settings how it is configured, field by field
 * @param collections what it holds; empty as well when it could not be asked
 * @param collectionsProblem why it could not be asked
 * @param errors what is wrong with its file
 * @param kept whether its file has errors and the last good configuration is in use
 * @param warnings what is not wrong with its file but not good either
 * @param servedElsewhere which of its collections other stores serve since a cutover, a sentence for each cutover
 * @param history the latest revisions of its configuration
 * @param instances who has it open now, a sentence for each instance
 * @param trial how far a trial came that was just asked for
 * @param health how it is; empty where nobody watches stores at the moment
 */
public record StoreDetailView(
        StoreCard store,
        String revision,
        List<Fact> facts,
        List<Setting> settings,
        List<CollectionRow> collections,
        Optional<String> collectionsProblem,
        List<String> errors,
        boolean kept,
        List<String> warnings,
        List<String> servedElsewhere,
        List<RecentRevision> history,
        List<String> instances,
        Optional<TrialView> trial,
        Optional<HealthView> health) {

    /** A collection in a store's list. */
    public record CollectionRow(String name, String href, String shape, String records) {}

    /**
     * One value of the configuration.
     *
     * @param variable the environment variable that sets it instead of the file
     */
    public record Setting(String label, Side value, Optional<String> variable) {}

    /** A revision of the configuration. */
    public record RecentRevision(int number, String what, Moment time) {}
}
