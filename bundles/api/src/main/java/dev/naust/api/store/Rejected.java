package dev.naust.api.store;

import dev.naust.api.model.DataRecord;

/**
 * A record that a target cannot hold exactly.
 *
 * @param record the record as the writer got it
 * @param field the field that is to blame; empty when it is the record as a whole
 * @param reason one sentence that names what the target would need
 */
public record Rejected(DataRecord record, String field, String reason) {}
