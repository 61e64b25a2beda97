package dev.naust.redis.keyspace;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import java.util.Optional;

/**
 * How values are wanted that have two forms.
 *
 * @param stringsAsBytes whether strings are bytes, because some are no text
 * @param hashesAsPairs whether hashes are arrays of pairs, because some have names that are no text
 */
record ReadAs(boolean stringsAsBytes, boolean hashesAsPairs) {

    /** What a reader asks for. */
    static ReadAs of(Optional<Schema> wanted) {
        return new ReadAs(wants(wanted, KeyType.STRING, Kind.BYTES), wants(wanted, KeyType.HASH, Kind.ARRAY));
    }

    private static boolean wants(Optional<Schema> wanted, KeyType type, Kind kind) {
        return wanted.flatMap(schema -> schema.field(type.field()))
                .map(field -> field.type().kind() == kind)
                .orElse(false);
    }
}
