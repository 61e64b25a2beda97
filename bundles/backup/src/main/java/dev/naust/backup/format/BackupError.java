package dev.naust.backup.format;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;

/** The failures of backups. */
public enum BackupError implements ErrorCode {
    NOT_FOUND("backup.not_found", Category.USER),
    /** It is being made. */
    IN_USE("backup.in_use", Category.CONFLICT),
    /** Something in the file is not what was written. */
    DAMAGED("backup.damaged", Category.USER),
    /** The file is whole, as far as one can tell, but the key is another. */
    WRONG_KEY("backup.wrong_key", Category.USER),
    /** What was interrupted was begun under other settings or another key. */
    CHANGED("backup.changed", Category.USER),
    /** The file is of a format that this version does not know, or a record does not fit the format. */
    UNSUPPORTED("backup.unsupported", Category.USER),
    /** A file or folder cannot be read or written. */
    UNREADABLE("backup.unreadable", Category.UNAVAILABLE),
    /** The store may not show all records of a collection to its user. */
    HIDDEN("backup.hidden", Category.USER),
    DISK_FULL("backup.disk_full", Category.LIMIT),
    /** A trial restore did not bring what the manifest says. */
    UNPROVEN("backup.unproven", Category.USER),
    LOCATION_NOT_FOUND("location.not_found", Category.USER),
    LOCATION_INVALID("location.invalid", Category.CONFIGURATION),
    SCHEDULE_NOT_FOUND("schedule.not_found", Category.USER),
    SCHEDULE_INVALID("schedule.invalid", Category.USER);

    private final String code;
    private final Category category;

    BackupError(String code, Category category) {
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
