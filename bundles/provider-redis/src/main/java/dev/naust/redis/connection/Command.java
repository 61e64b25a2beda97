package dev.naust.redis.connection;

import java.nio.charset.StandardCharsets;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * The commands that this provider sends. There are no others: what is not listed here, such as CONFIG, REPLICAOF or FLUSHALL,
 * cannot be sent whatever a caller asks for, because requests are made of these alone.
 */
public enum Command implements ProtocolCommand {
    ASKING,
    BGREWRITEAOF,
    BGSAVE,
    CLUSTER,
    DBSIZE,
    DISCARD,
    INFO,
    MEMORY,
    MULTI,
    PING,
    SCAN,
    SELECT,
    TIME,

    APPEND,
    DEL,
    EXISTS,
    GET,
    GETRANGE,
    INCRBY,
    PERSIST,
    PEXPIRE,
    PEXPIREAT,
    PTTL,
    RENAME,
    RENAMENX,
    SET,
    STRLEN,
    TYPE,
    UNLINK,

    HDEL,
    HGET,
    HGETALL,
    HLEN,
    HMGET,
    HSCAN,
    HSET,
    HSETNX,
    HVALS,

    LLEN,
    LRANGE,
    RPUSH,

    SADD,
    SCARD,
    SMEMBERS,

    ZADD,
    ZCARD,
    ZRANGE,
    ZRANGEBYLEX,
    ZREM,
    ZSCORE,

    XADD,
    XDEL,
    XLEN,
    XRANGE,

    PUBLISH,
    SUBSCRIBE,
    UNSUBSCRIBE,

    EVAL,
    EVALSHA;

    private final byte[] raw = name().getBytes(StandardCharsets.US_ASCII);

    @Override
    public byte[] getRaw() {
        return raw;
    }
}
