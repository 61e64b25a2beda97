package dev.naust.registry.config;

/** A provider's configuration schema is no JSON Schema; the message says why, to follow the words "because". */
public final class InvalidSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSchemaException(String message) {
        super(message);
    }
}
