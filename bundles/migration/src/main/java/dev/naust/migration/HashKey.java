package dev.naust.migration;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key for fields that are hashed, which the operator keeps outside of both stores. */
final class HashKey {
    /** The environment's variable that holds it. */
    static final String VARIABLE = "NAUST_HASH_KEY";

    /** The fewest bytes that make a key. */
    static final int SHORTEST = 16;

    private HashKey() {}

    /** The key; null when there is none, or one that is too short to keep anything secret. */
    static byte @Nullable [] from(Map<String, String> environment) {
        byte[] key = environment.getOrDefault(VARIABLE, "").getBytes(StandardCharsets.UTF_8);
        return key.length < SHORTEST ? null : key;
    }
}
