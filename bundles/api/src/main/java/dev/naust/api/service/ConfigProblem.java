package dev.naust.api.service;

/**
 * One thing that is wrong with a configuration.
 *
 * @param pointer where, as a JSON pointer (RFC 6901) into the definition
 * @param message what is wrong and what would be right; never a secret's value
 */
public record ConfigProblem(String pointer, String message) {}
