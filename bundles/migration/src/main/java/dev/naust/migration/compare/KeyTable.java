package dev.naust.migration.compare;

import java.util.function.Consumer;

/**
 * Which contents a side has under which keys, in 36 bytes a key: an open hash table over digests of both. A key that occurs
 * several times has the sum of its contents. For one thread.
 */
final class KeyTable {
    private final int mask;
    private final long[] keyHigh;
    private final long[] keyLow;
    private final long[] contentHigh;
    private final long[] contentLow;
    private final int[] counts;

    /**
     * @param most how many keys there will be at most; when there are more, the table is full
     */
    KeyTable(long most) {
        int size = Integer.highestOneBit((int) Math.min(1 << 28, Math.max(8, most * 3 / 2))) << 1;
        mask = size - 1;
        keyHigh = new long[size];
        keyLow = new long[size];
        contentHigh = new long[size];
        contentLow = new long[size];
        counts = new int[size];
    }

    /** Whether there was room; there is none only when the collection has grown since it was counted. */
    boolean add(Digest key, Digest content) {
        int at = find(key);
        if (at < 0) {
            return false;
        }
        keyHigh[at] = key.high();
        keyLow[at] = key.low();
        contentHigh[at] += content.high();
        contentLow[at] += content.low();
        counts[at]++;
        return true;
    }

    /** How often the key is there. */
    int count(Digest key) {
        int at = find(key);
        return at < 0 ? 0 : counts[at];
    }

    /** Whether both tables have the same under this key. */
    boolean same(KeyTable other, Digest key) {
        int here = find(key);
        int there = other.find(key);
        return here >= 0
                && there >= 0
                && counts[here] == other.counts[there]
                && contentHigh[here] == other.contentHigh[there]
                && contentLow[here] == other.contentLow[there];
    }

    /** What is there under a key that is there once. */
    Digest content(Digest key) {
        int at = find(key);
        return new Digest(contentHigh[at], contentLow[at]);
    }

    /** Tells of every key. */
    void forEach(Consumer<Digest> action) {
        for (int i = 0; i <= mask; i++) {
            if (counts[i] > 0) {
                action.accept(new Digest(keyHigh[i], keyLow[i]));
            }
        }
    }

    /** The key's place, or the free one where it would be; -1 when it is not there and none is free. */
    private int find(Digest key) {
        int start = (int) (key.low() ^ key.low() >>> 32) & mask;
        for (int step = 0; step <= mask; step++) {
            int at = start + step & mask;
            if (counts[at] == 0 || keyHigh[at] == key.high() && keyLow[at] == key.low()) {
                return at;
            }
        }
        return -1;
    }
}
