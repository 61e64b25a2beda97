package dev.naust.redis.connection;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;

/** Everything that can go wrong with a Redis store. */
public enum RedisErrorCode implements ErrorCode {
    UNKNOWN_HOST("unknown_host", Category.CONFIGURATION),
    REFUSED("refused", Category.UNAVAILABLE),
    TIMEOUT("timeout", Category.UNAVAILABLE),
    CONNECTION_LOST("connection_lost", Category.UNAVAILABLE),
    LOADING("loading", Category.UNAVAILABLE),
    CLUSTER_DOWN("cluster_down", Category.UNAVAILABLE),
    BUSY("busy", Category.UNAVAILABLE),
    MOVING("moving", Category.CONFLICT),
    PASSWORD("password", Category.CONFIGURATION),
    NO_RIGHTS("no_rights", Category.CONFIGURATION),
    NO_DATABASE("no_database", Category.CONFIGURATION),
    READ_ONLY("read_only", Category.CONFIGURATION),
    TLS("tls", Category.CONFIGURATION),
    BAD_CONFIGURATION("configuration", Category.CONFIGURATION),
    TOO_MANY_CONNECTIONS("too_many_connections", Category.LIMIT),
    POOL_EXHAUSTED("pool_exhausted", Category.LIMIT),
    OUT_OF_MEMORY("out_of_memory", Category.LIMIT),
    NOT_SAVED("not_saved", Category.LIMIT),
    TOO_LARGE("too_large", Category.LIMIT),
    TOO_MANY_KEYS("too_many_keys", Category.LIMIT),
    NO_COLLECTION("no_collection", Category.USER),
    NO_FIELD("no_field", Category.USER),
    NO_KEY("no_key", Category.USER),
    EXISTS("exists", Category.USER),
    NOT_UNIQUE("not_unique", Category.USER),
    WRONG_TYPE("wrong_type", Category.USER),
    BAD_POSITION("bad_position", Category.USER),
    BAD_MESSAGE("bad_message", Category.USER),
    ENDPOINT("endpoint", Category.USER),
    BAD_DATA("bad_data", Category.USER),
    CONTENT("content", Category.UNAVAILABLE),
    INTERRUPTED("interrupted", Category.UNAVAILABLE),
    CLOSED("closed", Category.USER),
    FAILED("failed", Category.INTERNAL);

    private final String code;
    private final Category category;

    RedisErrorCode(String code, Category category) {
        this.code = "redis." + code;
        this.category = category;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Category category() {
        return category;
    }

    @Override
    public boolean blamesRecords() {
        return this == NOT_UNIQUE;
    }
}
