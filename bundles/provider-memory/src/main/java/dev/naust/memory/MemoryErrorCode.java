package dev.naust.memory;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;

/** What can go wrong in a memory store. */
enum MemoryErrorCode implements ErrorCode {
    CLOSED("memory.closed", Category.USER),
    NO_SUCH_COLLECTION("memory.no_such_collection", Category.USER),
    COLLECTION_EXISTS("memory.collection_exists", Category.USER),
    NO_SUCH_FIELD("memory.no_such_field", Category.USER),
    NO_KEY("memory.no_key", Category.USER),
    BAD_POSITION("memory.bad_position", Category.USER),
    NO_SEARCH_INDEX("memory.no_search_index", Category.USER),
    BAD_LANGUAGE("memory.bad_language", Category.USER),
    BAD_MESSAGE("memory.bad_message", Category.USER),
    MESSAGE_TOO_LONG("memory.message_too_long", Category.LIMIT),
    BAD_FOLLOWER("memory.bad_follower", Category.USER),
    NOT_UNIQUE("memory.not_unique", Category.USER),
    NESTED_TRANSACTION("memory.nested_transaction", Category.USER),
    READ_ONLY("memory.read_only", Category.USER),
    BUSY("memory.busy", Category.CONFLICT),
    FULL("memory.full", Category.LIMIT),
    UNREADABLE_CONTENT("memory.unreadable_content", Category.UNAVAILABLE);

    private final String code;
    private final Category category;

    MemoryErrorCode(String code, Category category) {
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
        return this == NOT_UNIQUE;
    }
}
