package dev.naust.redis;

import dev.naust.api.store.Identity;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Endpoint;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Tells a Redis server by its replication id, which a replica has from its primary. A replica that is promoted takes a new one
 * and remembers the one before, so that it is known as the successor of what it replicated.
 */
final class RedisIdentity implements Identity {
    private static final String NOBODY = "0".repeat(40);

    private final Redis redis;

    RedisIdentity(Redis redis) {
        this.redis = redis;
    }

    @Override
    public Standing standing(Duration timeout) {
        Endpoint server = redis.primaries().get(0);
        Map<String, String> info = ask(server, timeout);
        String id = info.getOrDefault("master_replid", NOBODY);
        if (id.equals(NOBODY)) {
            throw new StoreException(
                    RedisErrorCode.FAILED,
                    "Redis at " + server
                            + " does not say which database it is: its INFO has no master_replid. Use version 6.2 or"
                            + " newer.");
        }
        String before = info.getOrDefault("master_replid2", NOBODY);
        return new Standing(
                named(id),
                info.getOrDefault("role", "").equals("master"),
                0,
                before.equals(NOBODY) ? Set.of() : Set.of(named(before)));
    }

    private Map<String, String> ask(Endpoint server, Duration timeout) {
        try {
            return Cautions.lines(redis.ask(server, Request.of(Command.INFO, Request.ascii("replication")), timeout));
        } catch (StoreException e) {
            if (e.code() == RedisErrorCode.NO_RIGHTS) {
                throw new StoreException(
                        RedisErrorCode.NO_RIGHTS,
                        "Redis at " + server
                                + " does not let this user ask which database it is, which failover needs. Give the"
                                + " user the right to INFO (ACL SETUSER … +info), or remove the failover list",
                        e);
            }
            throw e;
        }
    }

    private String named(String id) {
        return id + "/" + redis.database();
    }
}
