package dev.naust.migration.compare;

import dev.naust.api.model.ContentHash;

/**
 * The content of one side in 65,536 parts, by the hashes of the records' keys: what the other side has under the same keys falls
 * into the same part, in whatever order either store hands its records out. For one thread.
 */
final class Buckets {
    private static final int BITS = 16;

    /** How many parts there are. */
    static final int COUNT = 1 << BITS;

    private final ContentHash.Accumulator[] parts = new ContentHash.Accumulator[COUNT];

    /** The part that a key belongs to. */
    static int of(byte[] key) {
        return (key[0] & 0xff) << 8 | key[1] & 0xff;
    }

    void add(byte[] key, byte[] content) {
        int part = of(key);
        if (parts[part] == null) {
            parts[part] = new ContentHash.Accumulator();
        }
        parts[part].add(content);
    }

    ContentHash content(int part) {
        return parts[part] == null ? ContentHash.empty() : parts[part].result();
    }
}
