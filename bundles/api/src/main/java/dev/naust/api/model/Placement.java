package dev.naust.api.model;

import java.util.Optional;
import java.util.TreeSet;

/**
 * The one rule of which data may be where. Whoever moves data asks it before the first byte: migrations, backups, restores,
 * failover and exports.
 *
 * @param what names the data for people, such as {@code Store crm}
 * @param classification its level; empty when nobody has labelled it, and then it may be anywhere
 * @param where names the place for people, such as {@code location nas}
 * @param residency the place's label; empty when nobody has labelled it, and then only OPEN and unlabelled data may go there
 */
public record Placement(
        String what, Optional<Classification> classification, String where, Optional<String> residency) {

    /** Why the data may not be there, with the rule, the data, the place and the next step; empty when it may. */
    public Optional<String> refusal() {
        if (classification.isEmpty() || classification.get() == Classification.OPEN && residency.isEmpty()) {
            return Optional.empty();
        }
        Classification level = classification.get();
        if (residency.isPresent() && level.places().contains(residency.get())) {
            return Optional.empty();
        }
        String allowed = String.join(" or ", new TreeSet<>(level.places()));
        String label = residency.map(place -> "is in \"" + place + "\"").orElse("says nothing of where it is");
        return Optional.of(what + " is classified " + level + ", and such data may be in " + allowed + " only, but "
                + where + " " + label + ": choose a place in " + allowed
                + (residency.isEmpty() ? ", or label that place with its residency" : ""));
    }
}
