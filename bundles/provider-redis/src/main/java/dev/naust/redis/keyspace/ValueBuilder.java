package dev.naust.redis.keyspace;

import dev.naust.api.model.Content;
import dev.naust.api.model.Value;
import dev.naust.redis.collection.Collection;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.Request;
import dev.naust.redis.connection.Slots;
import dev.naust.redis.record.Held;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The steps that build a value under a name of Naust's own, in the slot that its key is in. What is never finished goes by itself
 * after an hour.
 */
final class ValueBuilder {
    private static final int ARGUMENTS = 1000;
    private static final int SLICE = 512 * 1024;
    private static final byte[] HOUR = Request.number(3_600_000);

    private final Redis redis;
    private final ElementForm elements = new ElementForm();
    private final Slots slots = new Slots();
    private final String writer = UUID.randomUUID().toString();
    private long count;

    ValueBuilder(Redis redis) {
        this.redis = redis;
    }

    /** A new name in the slot of a key. */
    byte[] name(byte[] key) {
        String tag = redis.isCluster() ? "{" + slots.tag(key) + "}" : "";
        return (Collection.OWN + "new:" + writer + ":" + count++ + tag).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What must be sent so that the value lies under this name; large strings are sent already.
     *
     * @throws IllegalArgumentException when it is no value of this type
     */
    List<Request> steps(byte[] name, KeyType type, Value value) {
        List<Request> steps = new ArrayList<>();
        switch (type) {
            case STRING -> string(name, value, steps);
            case HASH -> chunks(name, Command.HSET, elements.hashOf(value), steps);
            case LIST -> chunks(name, Command.RPUSH, elements.elementsOf(value), steps);
            case SET -> chunks(name, Command.SADD, elements.elementsOf(value), steps);
            case ZSET -> chunks(name, Command.ZADD, elements.sortedSetOf(value), steps);
            case STREAM -> stream(name, elements.streamOf(value), steps);
        }
        steps.add(Request.on(name, Command.PEXPIRE, HOUR));
        return steps;
    }

    private void string(byte[] name, Value value, List<Request> steps) {
        if (!(value instanceof Content content)) {
            steps.add(Request.on(name, Command.SET, elements.bytes(value)));
            return;
        }
        try (InputStream in = content.open()) {
            byte[] slice = new byte[SLICE];
            int n = in.readNBytes(slice, 0, SLICE);
            redis.send(Request.on(name, Command.SET, Arrays.copyOf(slice, n), Request.ascii("PX"), HOUR));
            for (n = in.readNBytes(slice, 0, SLICE); n > 0; n = in.readNBytes(slice, 0, SLICE)) {
                redis.send(Request.on(name, Command.APPEND, Arrays.copyOf(slice, n)));
            }
        } catch (IOException e) {
            throw Held.unreadable(e);
        }
    }

    private static void chunks(byte[] name, Command command, List<byte[]> flat, List<Request> steps) {
        if (flat.isEmpty()) {
            throw new IllegalArgumentException("Redis has no empty value of this type");
        }
        for (int from = 0; from < flat.size(); from += ARGUMENTS) {
            List<byte[]> part = flat.subList(from, Math.min(flat.size(), from + ARGUMENTS));
            steps.add(Request.on(name, command, part.toArray(byte[][]::new)));
        }
    }

    private static void stream(byte[] name, List<List<byte[]>> entries, List<Request> steps) {
        for (List<byte[]> entry : entries) {
            steps.add(Request.on(name, Command.XADD, entry.toArray(byte[][]::new)));
        }
        if (entries.isEmpty()) {
            // A stream may be empty, but comes into being only with an entry.
            byte[] id = Request.ascii("0-1");
            steps.add(Request.on(name, Command.XADD, id, Request.ascii("x"), Request.ascii("x")));
            steps.add(Request.on(name, Command.XDEL, id));
        }
    }
}
