package dev.naust.api.store;

/** What a transaction may see of others; the names and meanings of ISO/IEC 9075-2, 4.41. */
public enum Isolation {
    /** What the store does by itself. */
    DEFAULT,
    /** Sees what others committed before each of its statements. */
    READ_COMMITTED,
    /** Sees one state from its first statement on. */
    REPEATABLE_READ,
    /** As if no other ran at the same time; more often has to give way. */
    SERIALIZABLE
}
