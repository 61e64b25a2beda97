package dev.naust.api.store;

import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;

/**
 * How a target would hold a source's field.
 *
 * @param target the target's declaration: name as the source's, type with the target's native name, default where the target
 *     has an equivalent
 * @param note why it is not exact, what is not carried, or which few values are rejected; empty where there is nothing to say
 */
public record Mapping(Field target, Fidelity fidelity, String note) {

    /** Held exactly. */
    public static Mapping exact(Field target) {
        return new Mapping(target, Fidelity.EXACT, "");
    }

    /** Held in a wider declaration. */
    public static Mapping widened(Field target, String note) {
        return new Mapping(target, Fidelity.WIDENED, note);
    }
}
