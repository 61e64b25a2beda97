package dev.naust.postgres.connection;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.Step;
import java.util.Optional;

/** Everything that can go wrong with a PostgreSQL store. */
public enum PostgresErrorCode implements ErrorCode {
    UNKNOWN_HOST("unknown_host", Category.CONFIGURATION),
    REFUSED("refused", Category.UNAVAILABLE),
    NO_SERVER("no_server", Category.UNAVAILABLE),
    FAILED_OVER("failed_over", Category.UNAVAILABLE),
    NOT_POSTGRES("not_postgres", Category.UNAVAILABLE),
    TIMEOUT("timeout", Category.UNAVAILABLE),
    CONNECTION_LOST("connection_lost", Category.UNAVAILABLE),
    NOT_COMMITTED("not_committed", Category.UNAVAILABLE),
    COMMIT_UNKNOWN("commit_unknown", Category.UNAVAILABLE),
    STARTING("starting", Category.UNAVAILABLE),
    PASSWORD("password", Category.CONFIGURATION),
    NO_DATABASE("no_database", Category.CONFIGURATION),
    NO_RIGHTS("no_rights", Category.CONFIGURATION),
    READ_ONLY("read_only", Category.CONFIGURATION),
    STANDBY("standby", Category.CONFIGURATION),
    CERTIFICATE_EXPIRED("certificate_expired", Category.CONFIGURATION),
    TLS("tls", Category.CONFIGURATION),
    BAD_CONFIGURATION("configuration", Category.CONFIGURATION),
    TENANT("tenant", Category.CONFIGURATION),
    WAL_LEVEL("wal_level", Category.CONFIGURATION),
    TOO_MANY_CONNECTIONS("too_many_connections", Category.LIMIT),
    POOL_EXHAUSTED("pool_exhausted", Category.LIMIT),
    LIMIT_REACHED("limit_reached", Category.LIMIT),
    DISK_FULL("disk_full", Category.LIMIT),
    OUT_OF_MEMORY("out_of_memory", Category.LIMIT),
    TOO_LARGE("too_large", Category.LIMIT),
    NO_COLLECTION("no_collection", Category.USER),
    NO_FIELD("no_field", Category.USER),
    NO_SEARCH_INDEX("no_search_index", Category.USER),
    NOT_SEARCHABLE("not_searchable", Category.USER),
    NOT_FOLLOWABLE("not_followable", Category.USER),
    BAD_MESSAGE("bad_message", Category.USER),
    REFUSED_STATEMENT("refused_statement", Category.USER),
    EXISTS("exists", Category.USER),
    STILL_NEEDED("still_needed", Category.USER),
    BROKEN_RULE("broken_rule", Category.USER),
    BAD_DATA("bad_data", Category.USER),
    BAD_POSITION("bad_position", Category.USER),
    ENDPOINT("endpoint", Category.USER),
    CONFLICT("conflict", Category.CONFLICT),
    CONTENT("content", Category.UNAVAILABLE),
    CLOSED("closed", Category.USER),
    FAILED("failed", Category.INTERNAL);

    private final String code;
    private final Category category;

    PostgresErrorCode(String code, Category category) {
        this.code = "postgres." + code;
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
        return this == BROKEN_RULE || this == BAD_DATA || this == TOO_LARGE;
    }

    @Override
    public Optional<Step> step() {
        return switch (this) {
            case UNKNOWN_HOST -> Optional.of(Step.NAME_LOOKUP);
            case REFUSED, NO_SERVER, NOT_POSTGRES, TIMEOUT, CONNECTION_LOST, STARTING -> Optional.of(Step.CONNECT);
            case TLS, CERTIFICATE_EXPIRED -> Optional.of(Step.TLS);
            case PASSWORD, TOO_MANY_CONNECTIONS -> Optional.of(Step.SIGN_IN);
            case NO_DATABASE, NO_RIGHTS, READ_ONLY, STANDBY -> Optional.of(Step.PERMISSION);
            default -> Optional.empty();
        };
    }
}
