package dev.naust.api.store;

import dev.naust.api.model.DataRecord;
import java.util.List;
import java.util.Optional;

/**
 * Some records, in order.
 *
 * @param records may be empty only when {@code last}
 * @param position where the batch ends; present when the request asked for positions and the collection has a key
 * @param last whether nothing follows
 */
public record Batch(List<DataRecord> records, Optional<Position> position, boolean last) {}
