package dev.naust.api.model;

import java.util.OptionalLong;

/**
 * A collection as its store's catalogue lists it.
 *
 * @param estimatedRecords how many records there are, where the store knows without counting
 */
public record Dataset(DatasetId id, Shape shape, OptionalLong estimatedRecords) {}
