package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * How a store is, on its page.
 *
 * @param sentence what the badge means, in one line
 * @param since since when it is so; empty where that says nothing
 * @param checks the last checks, drawn; empty while there are fewer than two
 * @param endpoints where the store can be; empty when there is only one place
 * @param note why it is not where it should be, and what to do
 * @param isAway whether it is at another endpoint than its own connection
 */
public record HealthView(
        Badge status,
        String sentence,
        Optional<Moment> since,
        Optional<String> error,
        Optional<Moment> checked,
        boolean isWatched,
        Optional<Checks> checks,
        List<EndpointRow> endpoints,
        Optional<String> note,
        boolean isAway) {

    /**
     * The last checks as bars, the oldest first; each is one unit wide.
     *
     * @param words the same in a sentence, for those who do not see it
     */
    public record Checks(List<Bar> bars, int width, int height, String words, Moment first, Moment last) {}

    /** One check: where its bar stands, how high it is, and the style sheet's class of its colour. */
    public record Bar(int x, int y, int height, String style) {}

    /** A place where the store can be. */
    public record EndpointRow(String name, Badge state, String residency) {}
}
