package dev.naust.registry.config;

/** A sealed secret cannot be read or kept; the message says why and what to do, and begins with what it is about. */
public final class VaultException extends Exception {
    private static final long serialVersionUID = 1L;

    VaultException(String message) {
        super(message);
    }
}
