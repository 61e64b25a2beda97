package dev.naust.api.model;

/**
 * What a value means, independent of the technology that holds it.
 *
 * <p>Code that treats values by kind uses an exhaustive {@code switch} without {@code default}, so that a new kind is a
 * compile-time question everywhere.
 */
public enum Kind {
    /** A stored null. A field that is not in its document is missing, which is something else. */
    NULL,
    BOOL,
    INT32,
    INT64,
    /** An IEEE 754 binary64 number, including -0.0, NaN and the infinities. */
    FLOAT64,
    /** An exact decimal that keeps its scale. */
    DECIMAL,
    TEXT,
    BYTES,
    UUID,
    /** A calendar date without time or zone. */
    DATE,
    /** A time of day without date or zone. */
    TIME,
    /** A date and time without a zone: what a wall clock and a calendar show. */
    LOCAL_TIMESTAMP,
    /** An instant on the time line; the zone it was written in is not kept. */
    MOMENT,
    /** An instant together with the offset from UTC it was written in. */
    OFFSET_TIMESTAMP,
    /** JSON kept as the text it was stored as, key order and white space included. */
    JSON,
    ARRAY,
    DOCUMENT,
    /** Something that only one technology knows; see {@link Value.Extension}. */
    EXTENSION
}
