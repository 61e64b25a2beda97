package dev.naust.api.port;

import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The objects of one class in a store, the same on every store. Safe for use by several threads.
 *
 * <p>Objects are records or classes with getters and a constructor or setters. Their properties are texts, numbers, truth
 * values, {@code byte[]}, {@code UUID}, enums, the date and time classes {@code LocalDate}, {@code LocalTime},
 * {@code LocalDateTime}, {@code Instant} and {@code OffsetDateTime}, and lists, maps and objects of these.
 *
 * <p>What is said of versions, failures and interruptions in {@link dev.naust.api.service.DocumentRepository} is true here
 * too. A key is the value of the key's property; for a key of several properties it is the {@code List} of their values.
 *
 * @param <T> the class
 */
@ProviderType
public interface Repository<T> {

    /**
     * Adds an object. A key of text or of a UUID that is null is filled in.
     *
     * @return the object as the store holds it
     * @throws StoreException with {@code record.exists} when its key is taken, or {@code record.invalid} with the reason when
     *     the store cannot hold it exactly
     */
    Versioned<T> create(T object) throws InterruptedException;

    /** The object with this key. */
    Optional<Versioned<T>> findById(Object key) throws InterruptedException;

    /**
     * One page of objects.
     *
     * @throws StoreException with {@code cursor.invalid} when the cursor is not from this query, {@code sort.unsupported} when
     *     the order cannot be made, or {@code record.invalid} when a property cannot be compared in this store
     */
    Page<Versioned<T>> findMany(Query<T> query) throws InterruptedException;

    /**
     * One page of objects of which only some properties are wanted and read.
     *
     * @param projection a record or class whose properties are some of {@code T}'s, with the same names
     * @throws IllegalArgumentException when it has others
     */
    <P> Page<P> findMany(Query<T> query, Class<P> projection) throws InterruptedException;

    /**
     * Changes some properties.
     *
     * @param version the version that the change was made from; empty changes any
     * @throws StoreException with {@code record.not_found}, {@code record.changed} or {@code record.invalid}
     */
    Versioned<T> update(Object key, Changes<T> changes, Optional<String> version) throws InterruptedException;

    /**
     * Puts an object in the place of the one with its key.
     *
     * @param version the version that the change was made from; empty replaces any
     * @throws StoreException with {@code record.not_found}, {@code record.changed} or {@code record.invalid}
     */
    Versioned<T> replace(T object, Optional<String> version) throws InterruptedException;

    /**
     * Removes an object.
     *
     * @param version the version that the decision was made from; empty removes any
     * @return whether it was there
     * @throws StoreException with {@code record.changed}
     */
    boolean delete(Object key, Optional<String> version) throws InterruptedException;

    /** How many objects there are. */
    long count() throws InterruptedException;

    /** How many objects fulfil a condition. */
    long count(Condition<T> condition) throws InterruptedException;

    /** The indexes that the class declares, and whether the store keeps them. */
    List<DeclaredIndex> indexes();

    /**
     * An index that a class declares.
     *
     * @param kept whether the store has it; without it the same is found, only slower
     */
    record DeclaredIndex(List<String> properties, boolean unique, boolean kept) {
        public DeclaredIndex {
            properties = List.copyOf(properties);
        }
    }
}
