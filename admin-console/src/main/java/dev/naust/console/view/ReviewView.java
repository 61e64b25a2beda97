package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * A change of a store's configuration before it is saved: what differs, and whether the new configuration works.
 *
 * @param title the page's heading
 * @param lead what saving does, in a sentence
 * @param action where the page's form goes
 * @param revision the configuration that the change was made from
 * @param json the new configuration without its secrets; empty when an earlier revision is restored
 * @param box its secrets, sealed
 * @param changes what differs, field by field
 * @param trial how far the new configuration came; empty when it was not tried yet
 * @param heading why the page is shown again; empty when it is shown for the first time
 * @param verb what the button to save says
 */
public record ReviewView(
        String store,
        String title,
        String lead,
        String action,
        String revision,
        Optional<String> json,
        String box,
        List<ChangeRow> changes,
        Optional<TrialView> trial,
        String heading,
        String verb) {

    /** Where the change can be gone on with. */
    public String back() {
        return "/stores/" + store + (json.isPresent() ? "/edit" : "/revisions");
    }

    /**
     * One difference.
     *
     * @param label what people call the field
     * @param pointer where it is in the file
     */
    public record ChangeRow(String label, String pointer, Side before, Side after) {}

    /**
     * A value on one side of a difference.
     *
     * @param style {@code absent} where there is none; else empty
     */
    public record Side(String text, String style) {}
}
