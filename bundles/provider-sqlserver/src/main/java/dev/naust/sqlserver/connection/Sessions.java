package dev.naust.sqlserver.connection;

/** Where readers and writers get their sessions. */
@FunctionalInterface
public interface Sessions {
    /**
     * A new session, which the caller closes.
     *
     * @throws dev.naust.api.store.StoreException when the server cannot be reached
     */
    Session open();
}
