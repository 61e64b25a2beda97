package dev.naust.api.model;

import java.util.OptionalLong;

/**
 * A collection as its store's catalogue lists it.
 *
 * @param estimatedRecords how many records there are, where the store knows without counting
 * @param kind what the technology calls it, where its shape is not all that people should know, such as "virtual table (dbstat)";
 *     empty otherwise
 */
public record Dataset(DatasetId id, Shape shape, OptionalLong estimatedRecords, String kind) {

    /** A collection of which its shape says what it is. */
    public Dataset(DatasetId id, Shape shape, OptionalLong estimatedRecords) {
        this(id, shape, estimatedRecords, "");
    }
}
