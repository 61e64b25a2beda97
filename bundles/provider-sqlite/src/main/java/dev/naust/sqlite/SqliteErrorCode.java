package dev.naust.sqlite;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;

/** How SQLite stores fail. */
enum SqliteErrorCode implements ErrorCode {
    MISSING("sqlite.missing", Category.USER),
    NOT_A_FILE("sqlite.not_a_file", Category.CONFIGURATION),
    NOT_READABLE("sqlite.not_readable", Category.CONFIGURATION),
    NOT_A_DATABASE("sqlite.not_a_database", Category.CONFIGURATION),
    CORRUPT("sqlite.corrupt", Category.CONFIGURATION),
    UNFINISHED("sqlite.unfinished_write", Category.CONFIGURATION),
    READ_ONLY("sqlite.read_only", Category.CONFIGURATION),
    LOCKED("sqlite.locked", Category.CONFLICT),
    DISK_FULL("sqlite.disk_full", Category.LIMIT),
    TOO_LARGE("sqlite.too_large", Category.LIMIT),
    IO("sqlite.io", Category.UNAVAILABLE),
    NO_SUCH_COLLECTION("sqlite.no_such_collection", Category.USER),
    BAD_ENDPOINT("sqlite.bad_endpoint", Category.USER),
    BAD_POSITION("sqlite.bad_position", Category.USER),
    NO_KEY("sqlite.no_key", Category.USER),
    REFUSED("sqlite.refused", Category.USER),
    CONSTRAINT("sqlite.constraint", Category.USER),
    INTERRUPTED("sqlite.interrupted", Category.INTERNAL),
    CLOSED("sqlite.closed", Category.USER),
    INTERNAL("sqlite.internal", Category.INTERNAL);

    private final String code;
    private final Category category;

    SqliteErrorCode(String code, Category category) {
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
        return this == CONSTRAINT || this == TOO_LARGE;
    }
}
