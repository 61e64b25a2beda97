package dev.naust.api.service;

/** What those see and may do who use ports over a store with personal data. */
public enum Sight {
    /** Encrypted fields are in clear; what rests on a consent is stored with one only. */
    CLEAR,
    /** Encrypted fields stay cipher text and cannot be searched; what is written is encrypted all the same. */
    SEALED,
    /** In clear, and no consent is asked for: for whoever carries out people's rights. */
    KEEPER
}
