package dev.naust.api.service;

import java.util.List;
import java.util.Optional;

/**
 * A store's configuration as its file is now. No secret is in it: {@code ********} stands in its place, unless the file itself
 * holds only a reference such as {@code ${env:NAME}}.
 *
 * @param definition what the file says; empty when it cannot be read as a definition at all
 * @param revision changes with every byte of the file; the ETag
 * @param number the number of the revision that the file is
 * @param kept whether the file has errors and the last good configuration stays in use
 * @param errors everything that is wrong with the file
 * @param warnings what is not wrong but not good either, such as a secret in clear
 * @param overrides values that the server's environment sets instead of the file
 */
public record StoreConfiguration(
        String id,
        Optional<StoreDefinition> definition,
        String revision,
        int number,
        boolean kept,
        List<ConfigProblem> errors,
        List<ConfigProblem> warnings,
        List<ConfigOverride> overrides) {
    public StoreConfiguration {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
        overrides = List.copyOf(overrides);
    }
}
