package dev.naust.api.service;

/**
 * How to put right what a comparison found.
 *
 * @param towards the side that is changed
 * @param deleteExtra whether records that the other side does not have are deleted; else they are left
 * @param dryRun whether nothing is written
 */
public record RepairRequest(Side towards, boolean deleteExtra, boolean dryRun) {

    /** One side of a comparison. */
    public enum Side {
        SOURCE,
        TARGET
    }
}
