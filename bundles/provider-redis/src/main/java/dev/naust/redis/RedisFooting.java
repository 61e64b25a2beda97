package dev.naust.redis;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Footing;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a Redis server lets its user do: it is given the commands that writing needs, judges them by its rights, and is told to
 * forget them before it carries one out.
 */
final class RedisFooting implements Footing {
    private static final Duration ANSWERING = Duration.ofSeconds(5);
    private static final String CATALOGUE = "naust:collections";

    private final Redis redis;
    private final String separator;

    /** @param separator between a collection's name and what follows it in a key */
    RedisFooting(Redis redis, String separator) {
        this.redis = redis;
        this.separator = separator;
    }

    /** Told where every server has a limit of its own; those that have none take what the machine has, which they do not say. */
    @Override
    public OptionalLong room() {
        long room = 0;
        for (var server : redis.primaries()) {
            Map<String, String> info = Cautions.info(redis, server);
            long most = number(info.get("maxmemory"));
            if (most == 0) {
                return OptionalLong.empty();
            }
            room += Math.max(0, most - number(info.get("used_memory")));
        }
        return OptionalLong.of(room);
    }

    @Override
    public List<String> losses() {
        return Cautions.of(redis);
    }

    private static long number(String digits) {
        return digits == null || !digits.matches("[0-9]{1,18}") ? 0 : Long.parseLong(digits);
    }

    @Override
    public List<String> againstWriting(List<DatasetId> there, boolean making) {
        Map<String, List<Request>> wanted = new LinkedHashMap<>();
        if (making) {
            wanted.put(CATALOGUE, writing(CATALOGUE));
        }
        for (DatasetId each : there) {
            String key = each.name() + separator + "naust-footing";
            wanted.put(key, writing(key));
        }
        Set<String> against = new LinkedHashSet<>();
        wanted.forEach((key, requests) -> against.addAll(refusals(key, requests)));
        return List.copyOf(against);
    }

    private static List<Request> writing(String name) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        byte[] word = Request.ascii("x");
        return List.of(
                Request.on(key, Command.HSET, word, word),
                Request.on(key, Command.UNLINK),
                Request.routed(key, Command.EVAL, Request.ascii("return 0"), Request.ascii("1"), key));
    }

    private List<String> refusals(String key, List<Request> requests) {
        List<Optional<StoreException>> judged = redis.judge(requests, ANSWERING);
        List<String> commands = new ArrayList<>();
        List<String> against = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Optional<StoreException> refusal = judged.get(i);
            if (refusal.filter(each -> each.code() == RedisErrorCode.NO_RIGHTS).isPresent()) {
                commands.add(requests.get(i).name());
            } else {
                refusal.map(StoreException::getMessage).ifPresent(against::add);
            }
        }
        if (!commands.isEmpty()) {
            against.add("Its user may not send " + String.join(", ", commands) + " for the key " + key
                    + ": give it the right to the commands and to such keys (ACL SETUSER)");
        }
        return against;
    }
}
