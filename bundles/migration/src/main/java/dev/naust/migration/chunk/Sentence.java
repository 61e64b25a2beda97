package dev.naust.migration.chunk;

/** Joins sentences that come from elsewhere, some with their full stop and some without. */
public final class Sentence {
    private Sentence() {}

    /** A sentence without its full stop, so that another can follow. */
    public static String open(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
