package dev.naust.api.model;

/** How well a target can hold what a source field declares; from best to worst. */
public enum Fidelity {
    /** Every value and the declaration itself. */
    EXACT,
    /** Every value, in a wider or less strict declaration. */
    WIDENED,
    /** Some values would change; needs consent, and each changed value is a reject unless given. */
    LOSSY,
    /** Not at all. */
    UNSUPPORTED
}
