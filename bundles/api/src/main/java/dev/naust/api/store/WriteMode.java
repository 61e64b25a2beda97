package dev.naust.api.store;

/** What writing a record means when its key is there already. */
public enum WriteMode {
    /** The record is new; a key that is there already is a reject. */
    INSERT,
    /** The record replaces the one with its key. */
    UPSERT,
    /** The record with this key goes; a key that is not there is no error. */
    DELETE
}
