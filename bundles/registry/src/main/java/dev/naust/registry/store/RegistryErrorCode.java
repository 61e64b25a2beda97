package dev.naust.registry.store;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;

/** The failures that only the registry knows. */
enum RegistryErrorCode implements ErrorCode {
    CONFIG_INVALID("config.invalid", Category.CONFIGURATION),
    CONFIG_UNWRITABLE("config.unwritable", Category.LIMIT),
    PROVIDER_BROKEN("provider.broken", Category.INTERNAL);

    private final String code;
    private final Category category;

    RegistryErrorCode(String code, Category category) {
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
