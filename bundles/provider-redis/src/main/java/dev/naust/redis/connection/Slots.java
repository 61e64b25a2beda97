package dev.naust.redis.connection;

import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Finds, for a key, a short text that lies in the same slot of a cluster when it stands between braces. */
public final class Slots {
    private final Map<Integer, String> tags = new HashMap<>();
    private int tried;

    /** A text of this key's slot. */
    public String tag(byte[] key) {
        int slot = JedisClusterCRC16.getSlot(key);
        while (!tags.containsKey(slot)) {
            String next = Integer.toString(tried++, Character.MAX_RADIX);
            tags.putIfAbsent(JedisClusterCRC16.getSlot(next), next);
        }
        return tags.get(slot);
    }
}
