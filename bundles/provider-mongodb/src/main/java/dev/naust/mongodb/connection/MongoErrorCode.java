package dev.naust.mongodb.connection;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.Step;
import java.util.Optional;

/** What can go wrong with a MongoDB store. */
public enum MongoErrorCode implements ErrorCode {
    CLOSED("mongodb.closed", Category.USER),
    ENDPOINT("mongodb.endpoint", Category.USER),
    NO_COLLECTION("mongodb.no_collection", Category.USER),
    COLLECTION_EXISTS("mongodb.collection_exists", Category.USER),
    NOT_WRITABLE("mongodb.not_writable", Category.USER),
    NO_KEY("mongodb.no_key", Category.USER),
    BAD_POSITION("mongodb.bad_position", Category.USER),
    BAD_SCHEMA("mongodb.bad_schema", Category.USER),
    BROKEN_RULE("mongodb.broken_rule", Category.USER),
    BAD_INDEX("mongodb.bad_index", Category.USER),
    NOT_SEARCHABLE("mongodb.not_searchable", Category.USER),
    UNSUPPORTED("mongodb.unsupported", Category.USER),
    REFUSED_QUERY("mongodb.refused_query", Category.USER),
    BAD_CONFIGURATION("mongodb.bad_configuration", Category.CONFIGURATION),
    PASSWORD("mongodb.password", Category.CONFIGURATION),
    NOT_ALLOWED("mongodb.not_allowed", Category.CONFIGURATION),
    UNKNOWN_HOST("mongodb.unknown_host", Category.CONFIGURATION),
    TLS("mongodb.tls", Category.CONFIGURATION),
    REFUSED("mongodb.refused", Category.UNAVAILABLE),
    TIMEOUT("mongodb.timeout", Category.UNAVAILABLE),
    LOST("mongodb.lost", Category.UNAVAILABLE),
    NO_PRIMARY("mongodb.no_primary", Category.UNAVAILABLE),
    CONFLICT("mongodb.conflict", Category.CONFLICT),
    POOL_EXHAUSTED("mongodb.pool_exhausted", Category.LIMIT),
    FULL("mongodb.full", Category.LIMIT),
    TOO_LARGE("mongodb.too_large", Category.LIMIT),
    FAILED("mongodb.failed", Category.INTERNAL);

    private final String code;
    private final Category category;

    MongoErrorCode(String code, Category category) {
        this.code = code;
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
        return this == BROKEN_RULE;
    }

    @Override
    public Optional<Step> step() {
        return switch (this) {
            case UNKNOWN_HOST -> Optional.of(Step.NAME_LOOKUP);
            case REFUSED, TIMEOUT, LOST, NO_PRIMARY -> Optional.of(Step.CONNECT);
            case TLS -> Optional.of(Step.TLS);
            case PASSWORD -> Optional.of(Step.SIGN_IN);
            case NOT_ALLOWED -> Optional.of(Step.PERMISSION);
            default -> Optional.empty();
        };
    }
}
