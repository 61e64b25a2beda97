package dev.naust.api.store;

import dev.naust.api.model.Schema;

/**
 * One change of a store's structure, planned before it is done: what a plan shows is what will be executed.
 *
 * @param phase when it is due
 * @param schema the collection that it belongs to
 * @param name what it makes, for people: {@code table Album}, {@code index IFK_AlbumArtistId}
 * @param statement what will be executed, in the store's own language; for a store without one, a sentence
 * @param rule whether it makes a key or a unique rule, which some records may break
 */
public record SchemaStep(Phase phase, Schema schema, String name, String statement, boolean rule) {

    /** A step that makes no key and no unique rule. */
    public SchemaStep(Phase phase, Schema schema, String name, String statement) {
        this(phase, schema, name, statement, false);
    }

    /** When a step is due in the filling of a new collection. */
    public enum Phase {
        /** Before the records: the bare collection. */
        CREATE,
        /**
         * After a collection's records: keys, indexes and what else is worked out from them. Steps may run at the same time, those
         * of one collection too.
         */
        INDEX,
        /** After all collections have their keys: references between them. */
        RELATE,
        /** At the end: positions of sequences, statistics. */
        FINISH
    }
}
