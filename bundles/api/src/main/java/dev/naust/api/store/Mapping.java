package dev.naust.api.store;

import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
import java.util.Optional;

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

    /**
     * As it is, for a store that keeps every value and puts defaults in by itself: without a default that is an expression, or
     * a constant that the field cannot hold.
     */
    public static Mapping kept(Field field) {
        Optional<DefaultValue> held = FieldCheck.heldDefault(field);
        if (field.defaultValue().isEmpty()) {
            return exact(field);
        } else if (held.isEmpty()) {
            return widened(field.withDefault(held), "The default is not carried: it is no value of this field");
        }
        return held.get() instanceof DefaultValue.Expression
                ? widened(
                        field.withDefault(Optional.empty()),
                        "The default is an expression of another technology and is not carried")
                : exact(field.withDefault(held));
    }
}
