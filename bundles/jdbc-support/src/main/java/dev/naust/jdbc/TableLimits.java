package dev.naust.jdbc;

import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * How many columns a database has room for, so that a plan can say beforehand what its CREATE TABLE would refuse. Immutable.
 *
 * @param database its name in sentences
 * @param leastColumns the fewest columns of a table
 * @param columns the most columns of a table
 * @param keyColumns the most columns of a key or an index
 */
public record TableLimits(String database, int leastColumns, int columns, int keyColumns) {

    /** What of a table passes a limit, each in a sentence with what to do; empty when nothing does. */
    public List<String> passedBy(Schema table) {
        List<String> passed = new ArrayList<>();
        if (table.fields().size() < leastColumns) {
            passed.add("it has " + table.fields().size() + " fields, and a table of " + database + " at least "
                    + leastColumns + ": leave it out");
        }
        if (table.fields().size() > columns) {
            passed.add("it has " + table.fields().size() + " fields, and a table of " + database + " at most " + columns
                    + ": leave fields out, or move the collection elsewhere");
        }
        if (table.key().size() > keyColumns) {
            passed.add("its key has " + table.key().size() + " fields, and a key of " + database + " at most "
                    + keyColumns + ": move the collection elsewhere");
        }
        for (Index index : table.indexes()) {
            if (index.parts().size() > keyColumns) {
                passed.add("its index " + index.name() + " has " + index.parts().size() + " fields, and an index of "
                        + database + " at most " + keyColumns
                        + ": remove the index from the source, or leave fields of it out");
            }
        }
        return passed;
    }
}
