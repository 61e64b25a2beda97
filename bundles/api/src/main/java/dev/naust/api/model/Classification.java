package dev.naust.api.model;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How well data must be kept, from least to most. The levels are those of the Norwegian Security Act, section 5-3, without
 * the highest (STRENGT HEMMELIG), which this product does not hold: OPEN is ugradert, RESTRICTED is BEGRENSET, CONFIDENTIAL
 * is KONFIDENSIELT, SECRET is HEMMELIG. A label does not approve a system for classified information.
 */
public enum Classification {
    OPEN(Set.of("norway", "eu", "global")),
    RESTRICTED(Set.of("norway", "eu")),
    CONFIDENTIAL(Set.of("norway")),
    SECRET(Set.of("norway"));

    private final Set<String> places;

    Classification(Set<String> places) {
        this.places = places;
    }

    /** The residencies that data of this level may be in. */
    public Set<String> places() {
        return places;
    }

    /** The stricter of two. */
    public Classification and(Classification other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The level with this name in any case; empty when there is none. */
    public static Optional<Classification> named(String name) {
        for (Classification each : values()) {
            if (each.name().equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
