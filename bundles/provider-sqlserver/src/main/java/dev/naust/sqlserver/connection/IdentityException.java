package dev.naust.sqlserver.connection;

/** No token could be had for a managed identity; the message says why, without a secret. Unchecked, to pass through the driver. */
final class IdentityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IdentityException(String reason) {
        super(reason);
    }

    IdentityException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
