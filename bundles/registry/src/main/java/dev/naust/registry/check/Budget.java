package dev.naust.registry.check;

/** How much an archive and the archives in it may unpack to; small files cannot claim much. */
final class Budget {
    private static final long LEAST = 64L << 20;
    private static final long MOST = 512L << 20;
    private static final int RATIO = 100;
    private static final int MOST_ENTRIES = 100_000;

    private long bytes;
    private int entries = MOST_ENTRIES;

    /** @param length how long the whole file is */
    Budget(long length) {
        bytes = Math.max(LEAST, Math.min(MOST, length * RATIO));
    }

    void take(String entry, long length) throws BadArchiveException {
        bytes -= length;
        if (bytes < 0) {
            throw BadArchiveException.tooLarge(entry, "unpacks to far more than a plugin needs");
        }
    }

    void takeEntry(String entry) throws BadArchiveException {
        entries--;
        if (entries < 0) {
            throw BadArchiveException.tooLarge(entry, "is one of more than 100,000 entries");
        }
    }

    boolean allows(long length) {
        return length <= bytes;
    }
}
