package dev.naust.api.store;

/**
 * A place in a collection to go on reading from. Opaque: only the provider that made it understands the token. It stays
 * meaningful when records are added or removed elsewhere; it is a key, never a row offset.
 */
public record Position(String token) {}
