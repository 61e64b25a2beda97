package dev.naust.sqlserver;

import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.SqlServerErrorCode;

/** What becomes of an interrupt where the contract has no place for one. */
final class Interruption {
    private Interruption() {}

    /** The failure of a short call that was interrupted; the thread stays interrupted. */
    static StoreException notAllowed(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new StoreException(
                SqlServerErrorCode.TIMEOUT, "The call was interrupted before the server answered. Try again.", cause);
    }
}
