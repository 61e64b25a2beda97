package dev.naust.redis.collection;

import dev.naust.api.model.Value;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A record as it will be kept.
 *
 * @param place its place in the order
 * @param fields names and values of its hash in turn
 * @param large values that are too large for the hash, by field
 * @param claims what no other record may have, by unique index
 * @param expiresAt when it goes by itself, where the record says so
 */
record Row(byte[] place, List<byte[]> fields, List<Large> large, List<Claim> claims, Optional<Instant> expiresAt) {

    /** A value that has a key of its own. */
    record Large(String field, Value value) {}

    /** A combination of values that a unique index lets one record have. */
    record Claim(String index, String field, byte[] bytes) {}

    /** A row, or why the record cannot be one. */
    record Shaped(Optional<Row> row, String field, String reason) {
        static Shaped as(Row row) {
            return new Shaped(Optional.of(row), "", "");
        }

        static Shaped not(String field, String reason) {
            return new Shaped(Optional.empty(), field, reason);
        }
    }

    /** About how many bytes it takes in Redis, without large values. */
    long weight() {
        long bytes = place.length;
        for (byte[] each : fields) {
            bytes += each.length;
        }
        return bytes;
    }
}
