package dev.naust.console.view;

import dev.naust.console.view.ReviewView.Side;
import java.util.List;
import java.util.Optional;

/**
 * Two people changed a store's configuration at once: both versions side by side, to choose from field by field.
 *
 * @param what who changed it first, and how
 * @param when that was, where it is known
 * @param revision what is saved now
 * @param base what both began from
 * @param json what the second person wanted, without its secrets
 * @param box those secrets, sealed
 * @param rows where the two differ
 * @param comparable whether what is saved now can be read at all
 */
public record ConflictView(
        String store,
        String what,
        Optional<Moment> when,
        String revision,
        String base,
        String json,
        String box,
        List<Difference> rows,
        boolean comparable) {

    /**
     * A field in which the two differ.
     *
     * @param name under which the choice is sent
     * @param note who changed it
     * @param chosen {@code mine}, {@code theirs}, or empty where nobody can choose but the person
     */
    public record Difference(
            String name,
            String id,
            String label,
            String pointer,
            Side theirs,
            Side yours,
            String note,
            String chosen) {}
}
