package dev.naust.filesystem.failure;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;

/** What can go wrong with a folder. */
public enum FilesystemErrorCode implements ErrorCode {
    CLOSED("filesystem.closed", Category.USER),
    NO_FOLDER("filesystem.no_folder", Category.CONFIGURATION),
    NO_RIGHTS("filesystem.no_rights", Category.CONFIGURATION),
    READ_ONLY("filesystem.read_only", Category.CONFIGURATION),
    NO_SUCH_COLLECTION("filesystem.no_such_collection", Category.USER),
    COLLECTION_EXISTS("filesystem.collection_exists", Category.USER),
    NO_SUCH_FIELD("filesystem.no_such_field", Category.USER),
    NO_KEY("filesystem.no_key", Category.USER),
    BAD_POSITION("filesystem.bad_position", Category.USER),
    BAD_FOLLOWER("filesystem.bad_follower", Category.USER),
    /** A collection that people made by hand is read, not written. */
    MADE_BY_HAND("filesystem.made_by_hand", Category.USER),
    MALFORMED("filesystem.malformed", Category.USER),
    /** What is read is not what was written. */
    DAMAGED("filesystem.damaged", Category.INTERNAL),
    BUSY("filesystem.busy", Category.CONFLICT),
    VANISHED("filesystem.vanished", Category.UNAVAILABLE),
    FULL("filesystem.full", Category.LIMIT),
    INPUT_OUTPUT("filesystem.input_output", Category.UNAVAILABLE);

    private final String code;
    private final Category category;

    FilesystemErrorCode(String code, Category category) {
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
}
