package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * The map of personal data.
 *
 * @param text the map as JSON
 * @param proposals what a scan found; empty when nobody asked for one
 */
public record PrivacyMapView(
        List<Row> rows,
        String text,
        String revision,
        List<String> refusal,
        Optional<List<Proposal>> proposals,
        List<String> errors,
        boolean saved) {

    /** A mapped collection. */
    public record Row(
            String place,
            String category,
            String purpose,
            String basis,
            String retention,
            String found,
            String erasure) {}

    /** A collection that looks personal. */
    public record Proposal(String place, boolean mapped, List<String> evidence, String entry) {}
}
