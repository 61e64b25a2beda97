package dev.naust.api.service;

import dev.naust.api.model.Value;
import java.util.Optional;

/**
 * One difference between two configurations.
 *
 * @param pointer where, as a JSON pointer into the definition
 * @param before the value that was there; {@code ********} for a secret, empty when there was none
 * @param after the value that is there now; {@code ********} for a secret, empty when there is none
 */
public record ConfigChange(String pointer, Optional<Value> before, Optional<Value> after) {}
