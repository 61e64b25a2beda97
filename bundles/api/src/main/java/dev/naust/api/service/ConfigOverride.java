package dev.naust.api.service;

import dev.naust.api.model.Value;

/**
 * One value of a store's configuration that an environment variable of the server sets instead of the file.
 *
 * @param pointer which, as a JSON pointer into the definition
 * @param variable the variable's name, such as {@code NAUST_STORES_SHOP_CONNECTION_HOST}
 * @param value what it sets; {@code ********} for a secret
 */
public record ConfigOverride(String pointer, String variable, Value value) {}
