package dev.naust.console.view;

import java.util.List;

/**
 * What a cutover would do, before it does.
 *
 * @param lag how far behind the target is
 * @param noReturn why there is no way back; empty when there is one
 * @param unverified collections that somebody must answer for by name
 */
public record CutoverView(
        String id,
        String title,
        String source,
        String target,
        String lag,
        String noReturn,
        List<Unverified> unverified) {

    /** A collection that is not verified, and why. */
    public record Unverified(String collection, String reason) {}
}
