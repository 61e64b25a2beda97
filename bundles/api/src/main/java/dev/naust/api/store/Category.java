package dev.naust.api.store;

/** Whose fault a failure is, and whether trying again can help. */
public enum Category {
    /** What was asked for cannot be done: no such collection, a bad filter. */
    USER,
    /** The configuration is wrong: password, path, rights. */
    CONFIGURATION,
    /** The store does not answer. Retried. */
    UNAVAILABLE,
    /** Somebody else was there first. Retried. */
    CONFLICT,
    /** A limit is reached: disk full, pool exhausted, value too large. */
    LIMIT,
    /** The provider did something wrong. */
    INTERNAL;

    /** Whether the same call may succeed later without anybody changing anything. */
    public boolean isTransient() {
        return this == UNAVAILABLE || this == CONFLICT;
    }
}
