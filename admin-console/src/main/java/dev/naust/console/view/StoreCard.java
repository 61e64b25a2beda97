package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * A store at a glance.
 *
 * @param provider the display name of its provider, or the type where the provider is not there
 * @param problem why it cannot be used and what to do
 * @param usable whether it can be read and written now
 * @param proven when a backup of it was last restored in a drill and was whole
 */
public record StoreCard(
        String id,
        String type,
        String provider,
        Badge state,
        Optional<String> problem,
        List<String> capabilities,
        boolean isDefault,
        boolean usable,
        Optional<Moment> proven) {

    /** The store's page. */
    public String href() {
        return "/stores/" + id;
    }
}
