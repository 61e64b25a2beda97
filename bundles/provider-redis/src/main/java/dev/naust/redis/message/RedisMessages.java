package dev.naust.redis.message;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Messages;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import dev.naust.redis.record.Held;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The channels of a Redis server or cluster; any other client of it may publish and listen too. */
public final class RedisMessages implements Messages, AutoCloseable {
    private static final long LONGEST = 512L << 20;

    private final Redis redis;
    private final Clock clock;
    private final Set<Listening> open = ConcurrentHashMap.newKeySet();

    /** The channels of a server. */
    public RedisMessages(Redis redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    @Override
    public void publish(String channel, Value payload) {
        redis.send(Request.of(Command.PUBLISH, channel.getBytes(StandardCharsets.UTF_8), bytes(payload)));
    }

    @Override
    public Subscription subscribe(String channel, Consumer<Message> listener) {
        Listening listening = new Listening(redis, channel, listener, clock, open::remove);
        open.add(listening);
        listening.start();
        return listening;
    }

    /** Ends all subscriptions. */
    @Override
    public void close() {
        open.forEach(Listening::close);
    }

    private static byte[] bytes(Value payload) {
        Value held = Held.inMemory(payload);
        byte[] bytes =
                switch (held.kind()) {
                    case TEXT -> ((Text) held).utf8();
                    case BYTES -> ((Bytes) held).array();
                    default ->
                        throw new StoreException(
                                RedisErrorCode.BAD_MESSAGE,
                                "A message is text or bytes, not a value of kind " + held.kind()
                                        + "; write it as JSON first");
                };
        if (bytes.length > LONGEST) {
            throw new StoreException(
                    RedisErrorCode.TOO_LARGE, "A message may have at most " + LONGEST + " bytes; split it");
        }
        return bytes;
    }
}
