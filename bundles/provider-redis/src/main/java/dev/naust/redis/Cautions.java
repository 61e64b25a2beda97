package dev.naust.redis;

import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Endpoint;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people should know of a server before they rely on it: whether it may lose what it was given. */
final class Cautions {
    private Cautions() {}

    /** One sentence for each; none where the server does not let this user ask. */
    static List<String> of(Redis redis) {
        List<String> cautions = new ArrayList<>();
        for (Endpoint server : redis.primaries()) {
            Map<String, String> info = info(redis, server);
            if ("0".equals(info.get("aof_enabled"))) {
                cautions.add("Redis at " + server
                        + " keeps no append-only file: when it stops, what it was given since its last snapshot is lost."
                        + " Set \"appendonly yes\" where that matters");
            }
            String policy = info.getOrDefault("maxmemory_policy", "noeviction");
            if (!"0".equals(info.getOrDefault("maxmemory", "0")) && !policy.equals("noeviction")) {
                cautions.add("Redis at " + server + " drops keys by itself when it is full (maxmemory-policy " + policy
                        + "). Set \"noeviction\" where records must stay");
            }
        }
        return cautions;
    }

    /** What a server says of what it keeps; empty where it does not let this user ask. */
    static Map<String, String> info(Redis redis, Endpoint server) {
        Map<String, String> info = new HashMap<>();
        try {
            for (String section : List.of("persistence", "memory", "replication")) {
                info.putAll(lines(redis.ask(server, Request.of(Command.INFO, Request.ascii(section)))));
            }
        } catch (StoreException e) {
            if (e.code() != RedisErrorCode.NO_RIGHTS) {
                throw e;
            }
        }
        return info;
    }

    /** The lines of an answer to INFO. */
    static Map<String, String> lines(@Nullable Object answer) {
        Map<String, String> info = new HashMap<>();
        if (answer instanceof byte[] bytes) {
            for (String line : new String(bytes, StandardCharsets.UTF_8).split("\r\n")) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    info.put(line.substring(0, colon), line.substring(colon + 1));
                }
            }
        }
        return info;
    }
}
