package dev.naust.api.model;

/** What form a collection has in its own technology. */
public enum Shape {
    TABLE,
    /** A stored query: readable, never written and never copied. */
    VIEW,
    COLLECTION,
    KEYSPACE,
    TREE
}
