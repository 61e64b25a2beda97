package dev.naust.api.service;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Remembers which records were erased, so that a restored backup does not bring them back. It holds keyed hashes of the
 * records' keys and nothing that tells who they were about. Safe for use by several threads.
 */
@ProviderType
public interface ErasureLedger {

    /** How many records of a store the ledger knows as erased. */
    long size(String store);

    /** As {@code since}: everything that was ever erased. */
    long ALL = 0;

    /**
     * Where the ledger stands: whoever begins a backup asks for this first. What is gone from a store by then need not be erased
     * again after a restore of that backup, and a record that has come under the same key since is another one.
     */
    long mark();

    /**
     * How many records of a store an erasure has noted and not erased, as far as anybody knows: it runs just now, failed, or was broken
     * off. A restore leaves them out as well, because some of them may be gone.
     *
     * @throws StoreException when the ledger cannot be read
     */
    long unfinished(String origin) throws InterruptedException;

    /**
     * What was erased in a store, as it stands now. Whoever restores a backup of the store asks it of each record on the way, so
     * that nothing of what was erased reaches the target even for a moment; {@link #replay} looks again afterwards.
     *
     * @param origin the id of the store that the backup is of
     * @param since where the ledger stood when the backup was begun, or {@link #ALL}
     * @throws StoreException when the ledger cannot be read
     */
    Erased erased(String origin, long since) throws InterruptedException;

    /** What was erased in a store. Safe for use by several threads. */
    @FunctionalInterface
    interface Erased {
        /** Nothing was. */
        Erased NONE = (schema, record) -> Optional.of(record);

        /**
         * What is left of a record: the same record where it was not erased, a changed one where it was made anonymous or
         * marked, nothing where it was deleted. The same every time that it is asked.
         *
         * @param schema of the collection that the record is of
         */
        Optional<DataRecord> left(Schema schema, DataRecord record);
    }

    /**
     * Erases again what was erased in a store before. Whoever restores a backup calls this before anybody else may use what
     * was restored, and fails when it does.
     *
     * @param origin the id of the store that the backup is of
     * @param since where the ledger stood when the backup was begun, or {@link #ALL}
     * @param restored where it was restored to: the same store, another one, or one to be thrown away
     * @throws StoreException when the restored store or the ledger cannot be read or changed
     * @throws InterruptedException when the thread is interrupted; calling again goes on
     */
    Replayed replay(String origin, long since, Store restored) throws InterruptedException;

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
