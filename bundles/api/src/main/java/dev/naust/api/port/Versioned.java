package dev.naust.api.port;

/**
 * An object as a store holds it.
 *
 * @param version changes exactly when the content does; what a change that must not overwrite others' changes names
 */
public record Versioned<T>(T value, String version) {}
