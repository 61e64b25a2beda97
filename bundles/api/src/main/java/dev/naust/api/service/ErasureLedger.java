package dev.naust.api.service;

import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Remembers which records were erased, so that a restored backup does not bring them back. It holds keyed hashes of the
 * records' keys and nothing that tells who they were about. Safe for use by several threads.
 */
@ProviderType
public interface ErasureLedger {

    /** How many records of a store the ledger knows as erased. */
    long size(String store);

    /**
     * Erases again what was erased in a store before. Whoever restores a backup calls this before anybody else may use what
     * was restored, and fails when it does.
     *
     * @param origin the id of the store that the backup is of
     * @param restored where it was restored to: the same store, another one, or one to be thrown away
     * @throws StoreException when the restored store or the ledger cannot be read or changed
     * @throws InterruptedException when the thread is interrupted; calling again goes on
     */
    Replayed replay(String origin, Store restored) throws InterruptedException;

    /**
     * What came of it.
     *
     * @param checked how many records were looked at
     * @param erased how many were erased again
     * @param problems what could not be erased again, each in one sentence; the restored data must not be used while there
     *     are some
     */
    record Replayed(long checked, long erased, List<String> problems) {
        public Replayed {
            problems = List.copyOf(problems);
        }
    }
}
