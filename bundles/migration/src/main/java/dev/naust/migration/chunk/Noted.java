package dev.naust.migration.chunk;

/**
 * How far a run's notes for people went when a checkpoint was made: what was noted of a part behind that will be noted once more by
 * whoever goes on from there.
 *
 * @param rejects the number of the last reject; 0 for none
 * @param conflicts the number of the last conflict; 0 for none
 */
public record Noted(long rejects, long conflicts) {
    /** Nothing was noted yet. */
    public static final Noted NOTHING = new Noted(0, 0);
}
