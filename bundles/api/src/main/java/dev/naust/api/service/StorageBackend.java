package dev.naust.api.service;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.port.Caching;
import dev.naust.api.port.JobQueue;
import dev.naust.api.port.Repository;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an application keeps its data in, whatever the technology behind it. Safe for use by several threads.
 *
 * <p>Over a lease, a collection that a migration's cutover moved is reached where it is now: {@link Primaries}. A repository
 * that was handed out before that fails with {@code collection.moved}, and is to be asked for anew. A transaction does not reach
 * into another store, and neither does a queue move.
 */
@ProviderType
public interface StorageBackend {

    /**
     * The records of a collection that is there.
     *
     * @throws StoreException with {@code collection.not_found}, or with {@code collection.unsuitable} when its records cannot
     *     be told apart because it has no key, or it is a view
     */
    DocumentRepository repository(DatasetId collection);

    /**
     * Reads the records of a collection that is there in this store, also of a view and of one without a key. What the map of
     * personal data has encrypted is as for the repositories here.
     *
     * @return for one thread at a time; to be closed
     * @throws StoreException with {@code field.encrypted} when the request asks what cipher text cannot answer
     */
    RecordReader read(ReadRequest request);

    /** How many records the same would hand out. */
    long count(ReadRequest request) throws InterruptedException;

    /**
     * The records of a collection, which is made when it is not there.
     *
     * @param wanted its fields, key and indexes; kinds and names are made to fit the store
     * @throws StoreException with {@code collection.unsuitable} when it is there but lacks fields, when a field cannot be held
     *     without loss, or when the store cannot make collections
     * @throws InterruptedException when the thread is interrupted
     */
    DocumentRepository repository(Schema wanted) throws InterruptedException;

    /**
     * The records of a collection whose records need not agree in their fields. When it is not there it is made, with text
     * ids; a store of tables keeps each record as a JSON text beside its id. A table that is there already keeps its fields.
     *
     * @throws StoreException with {@code collection.unsuitable} when it is not there and the store cannot make collections
     */
    DocumentRepository documents(DatasetId collection) throws InterruptedException;

    /**
     * The objects of a class, in a collection that is made when it is not there, with the indexes that the class declares.
     *
     * @throws StoreException as {@link #repository(Schema)}, and when the store cannot see to an index that is to be unique
     * @throws IllegalArgumentException when the class has no key or a property of a type that no store can hold
     */
    default <T> Repository<T> repository(Class<T> type) throws InterruptedException {
        return repository(type, Optional.empty());
    }

    /** The same; objects found by their key are kept in memory for a while when {@code caching} is given. */
    <T> Repository<T> repository(Class<T> type, Optional<Caching> caching) throws InterruptedException;

    /**
     * The queue of this name, which need not have been used before.
     *
     * @throws StoreException with {@code store.unsupported} and the reason when the store has no queues
     */
    DocumentQueue queue(String name);

    /**
     * The same with jobs of a class.
     *
     * @throws IllegalArgumentException when the class has a property of a type that no store can hold
     */
    <T> JobQueue<T> queue(String name, Class<T> type);

    /**
     * Runs work whole or not at all: committed when it returns, rolled back when it throws anything. Work that the store
     * chose to give way to others is run again, a few times at most, so it must change nothing outside of the store.
     *
     * @param work uses only the backend that it is given; that one ends with the transaction
     * @return what the work returned
     * @throws StoreException with {@code store.unsupported} and the reason when the store has no transactions, or none inside
     *     of another, or not of this isolation
     * @throws InterruptedException when the thread is interrupted; everything is rolled back
     */
    default <T> T transaction(Work<T> work) throws InterruptedException {
        return transaction(Isolation.DEFAULT, work);
    }

    /** The same with a choice of what it may see of others. Inside a transaction the work is rolled back alone. */
    <T> T transaction(Isolation isolation, Work<T> work) throws InterruptedException;

    /**
     * The same for one tenant: the store keeps the work from everything that belongs to others.
     *
     * @param tenant a name as the store's rules know it
     * @throws StoreException with {@code store.unsupported} also when the store does not keep tenants apart, or inside a
     *     transaction
     */
    <T> T transactionFor(String tenant, Isolation isolation, Work<T> work) throws InterruptedException;

    /** What is to happen whole. */
    @FunctionalInterface
    interface Work<T> {
        T run(StorageBackend inside) throws InterruptedException;
    }
}
