package dev.naust.bench;

/** Where the programs of a race copy to. */
interface Place {
    /** Takes everything out of it. */
    void empty() throws Exception;

    /** How many events and tags are there, together. */
    long records() throws Exception;
}
