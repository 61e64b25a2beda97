package dev.naust.testkit;

/**
 * What a technology may lack without being a bad provider. A test class declares what its technology lacks; everything else is
 * expected, and what is declared as lacking must really be absent.
 */
public enum Feature {
    /** Declared keys: records are found, replaced, deleted and resumed after by them. */
    KEYS,
    /** Fields that may not be null. */
    NOT_NULL,
    /** Indexes and rules of uniqueness. */
    INDEXES,
    /** References between collections. */
    FOREIGN_KEYS,
    /** {@link dev.naust.api.store.Store#lookup()}. */
    LOOKUP,
    /** {@link dev.naust.api.store.Store#transactions()}. */
    TRANSACTIONS,
    /** {@link dev.naust.api.store.Store#profiling()}. */
    PROFILING,
    /** Records are still there when the store is closed and opened again. */
    DURABILITY
}
