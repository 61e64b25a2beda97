package dev.naust.health.failover;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;

/** The failures that only failover knows. */
enum FailoverError implements ErrorCode {
    /** The server that was written takes no changes any more. */
    DEMOTED("store.read_only", Category.CONFIGURATION);

    private final String code;
    private final Category category;

    FailoverError(String code, Category category) {
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
