package dev.naust.redis.keyspace;

import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Endpoint;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/** Walks over the names of keys with SCAN, which blocks nobody. A name may come twice when the server resizes its tables. */
final class KeyScan {
    private static final byte[] START = {'0'};
    private static final long AT_ONCE = 1000;

    private final Redis redis;
    private final byte[] match;

    KeyScan(Redis redis, byte[] match) {
        this.redis = redis;
        this.match = match;
    }

    /**
     * Walks until the visitor has seen enough.
     *
     * @param enough gets some names and says whether to stop
     * @return whether all keys were walked over
     */
    boolean walk(Predicate<List<?>> enough) throws InterruptedException {
        for (Endpoint server : redis.primaries()) {
            byte[] cursor = START;
            do {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                List<?> answer = (List<?>) redis.ask(
                        server,
                        Request.of(
                                Command.SCAN,
                                cursor,
                                Request.ascii("MATCH"),
                                match,
                                Request.ascii("COUNT"),
                                Request.number(AT_ONCE)));
                if (answer == null) {
                    break;
                }
                cursor = (byte[]) answer.get(0);
                List<?> keys = (List<?>) answer.get(1);
                if (!keys.isEmpty() && enough.test(keys)) {
                    return false;
                }
            } while (!new String(cursor, StandardCharsets.US_ASCII).equals("0"));
        }
        return true;
    }
}
