package dev.naust.api.store;

import dev.naust.api.model.Schema;
import java.util.List;

/**
 * What a collection really holds.
 *
 * @param schema the declared schema, with each field's type wide enough for every value that is there; read with
 *     {@link ReadRequest#as(Schema)}, every value is of its field's kind
 * @param records how many records there are
 * @param findings where the data is not what the declaration says
 */
public record Profile(Schema schema, long records, List<Finding> findings) {
    public Profile {
        findings = List.copyOf(findings);
    }

    /**
     * Data that is not what its declaration says.
     *
     * @param field the field; empty for the collection as a whole
     * @param note what was found and what follows, in one sentence, with an example and a count
     */
    public record Finding(String field, String note) {}
}
