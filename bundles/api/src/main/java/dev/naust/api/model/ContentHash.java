package dev.naust.api.model;

import java.util.HexFormat;

/**
 * The content of a whole collection in one value that does not depend on the order of its records: how many there are, and
 * the sum of their SHA-256 hashes modulo 2^256 (the AdHash construction of Bellare and Micciancio, EUROCRYPT 1997). A sum,
 * unlike an exclusive or, notices a record that occurs twice.
 *
 * <p>It finds what storage, drivers and bugs do to data. It is no proof against somebody who may choose the records and looks
 * for a collision of the sum; where that matters a manifest is authenticated besides.
 *
 * @param records how many records there are
 * @param sum 32 bytes, big-endian
 */
public record ContentHash(long records, Sum sum) {

    /** 32 bytes with equality by content. */
    public record Sum(long a, long b, long c, long d) {}

    /** The content of nothing. */
    public static ContentHash empty() {
        return new ContentHash(0, new Sum(0, 0, 0, 0));
    }

    /** The sum in hexadecimal, 64 digits. */
    public String hex() {
        byte[] bytes = new byte[32];
        java.nio.ByteBuffer.wrap(bytes)
                .putLong(sum.a)
                .putLong(sum.b)
                .putLong(sum.c)
                .putLong(sum.d);
        return HexFormat.of().formatHex(bytes);
    }

    /** For people: the first digits of the sum and the number of records. */
    @Override
    public String toString() {
        return hex().substring(0, 16) + " (" + records + " records)";
    }

    /** Adds up record hashes. Not safe for use by several threads; {@link #add(ContentHash)} joins the parts. */
    public static final class Accumulator {
        private long records;
        private long a;
        private long b;
        private long c;
        private long d;

        /** Adds one record's 32-byte hash. */
        public void add(byte[] hash) {
            if (hash.length != 32) {
                throw new IllegalArgumentException("A record's hash has 32 bytes, not " + hash.length);
            }
            add(
                    1,
                    CanonicalBytes.int64(hash, 0),
                    CanonicalBytes.int64(hash, 8),
                    CanonicalBytes.int64(hash, 16),
                    CanonicalBytes.int64(hash, 24));
        }

        /** Adds the content of another part of the collection. */
        public void add(ContentHash part) {
            add(part.records, part.sum.a, part.sum.b, part.sum.c, part.sum.d);
        }

        /** Takes a part of the collection out again. */
        public void subtract(ContentHash part) {
            // a - p is a + ~p + 1 modulo 2^256
            add(-part.records, ~part.sum.a, ~part.sum.b, ~part.sum.c, ~part.sum.d);
            add(0, 0, 0, 0, 1);
        }

        /** What has been added up so far. */
        public ContentHash result() {
            return new ContentHash(records, new Sum(a, b, c, d));
        }

        private void add(long count, long a2, long b2, long c2, long d2) {
            records += count;
            d += d2;
            long carry = Long.compareUnsigned(d, d2) < 0 ? 1 : 0;
            c += c2 + carry;
            carry = carry(c, c2, carry);
            b += b2 + carry;
            carry = carry(b, b2, carry);
            a += a2 + carry;
        }

        /** What is carried on from a sum to which {@code addend} and {@code carried} were added. */
        private static long carry(long sum, long addend, long carried) {
            int order = Long.compareUnsigned(sum, addend);
            return order < 0 || order == 0 && carried == 1 ? 1 : 0;
        }
    }
}
