package dev.naust.sqlserver.connection;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.Step;
import java.util.Optional;

/** Everything that can go wrong with a store in Azure SQL or SQL Server. */
public enum SqlServerErrorCode implements ErrorCode {
    UNKNOWN_HOST("unknown_host", Category.CONFIGURATION),
    REFUSED("refused", Category.UNAVAILABLE),
    NOT_SQL_SERVER("not_sql_server", Category.UNAVAILABLE),
    TIMEOUT("timeout", Category.UNAVAILABLE),
    CONNECTION_LOST("connection_lost", Category.UNAVAILABLE),
    /** The database is being moved, scaled, paused or restarted: Azure says that it comes back by itself. */
    UNAVAILABLE("unavailable", Category.UNAVAILABLE),
    /** The service slows its users down. */
    BUSY("busy", Category.UNAVAILABLE),
    FIREWALL("firewall", Category.CONFIGURATION),
    PASSWORD("password", Category.CONFIGURATION),
    NO_IDENTITY("no_identity", Category.CONFIGURATION),
    NO_DATABASE("no_database", Category.CONFIGURATION),
    NO_RIGHTS("no_rights", Category.CONFIGURATION),
    READ_ONLY("read_only", Category.CONFIGURATION),
    TLS("tls", Category.CONFIGURATION),
    BAD_CONFIGURATION("configuration", Category.CONFIGURATION),
    TOO_MANY_CONNECTIONS("too_many_connections", Category.LIMIT),
    POOL_EXHAUSTED("pool_exhausted", Category.LIMIT),
    DISK_FULL("disk_full", Category.LIMIT),
    OUT_OF_MEMORY("out_of_memory", Category.LIMIT),
    TOO_LARGE("too_large", Category.LIMIT),
    STATEMENT_TIME("statement_time", Category.LIMIT),
    NO_COLLECTION("no_collection", Category.USER),
    NO_FIELD("no_field", Category.USER),
    NO_PROCEDURE("no_procedure", Category.USER),
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

    SqlServerErrorCode(String code, Category category) {
        this.code = "sqlserver." + code;
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
            case REFUSED, NOT_SQL_SERVER, TIMEOUT, CONNECTION_LOST, UNAVAILABLE -> Optional.of(Step.CONNECT);
            case TLS -> Optional.of(Step.TLS);
            case PASSWORD, NO_IDENTITY, FIREWALL, BUSY, TOO_MANY_CONNECTIONS -> Optional.of(Step.SIGN_IN);
            case NO_DATABASE, NO_RIGHTS, READ_ONLY -> Optional.of(Step.PERMISSION);
            default -> Optional.empty();
        };
    }
}
