package dev.naust.redis.record;

import dev.naust.api.model.DataRecord;

/**
 * A record and where it stands in its collection's order.
 *
 * @param place bytes that are greater than those of all records before it
 */
public record Placed(byte[] place, DataRecord record) {}
