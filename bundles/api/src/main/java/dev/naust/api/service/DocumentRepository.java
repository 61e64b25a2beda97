package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The records of one collection as documents, the same on every store. Safe for use by several threads.
 *
 * <p>A change may name the version that it was made from. It is refused with {@code record.changed} when the record is another
 * one by now, so that nobody overwrites what they have not seen. The check and the change are one transaction where the store
 * has transactions; elsewhere they are safe among the users of one {@link StorageBackend}.
 *
 * <p>A record that the store refuses fails with {@code record.invalid} and the reason. Every method may throw
 * {@link InterruptedException} when the thread is interrupted; a change has then happened whole or not at all.
 */
@ProviderType
public interface DocumentRepository {
    /** The most records of one page. */
    int MOST = 1_000;

    /** What the store declares for the collection. */
    Schema schema();

    /**
     * Adds a record. A key of text or of a UUID that is missing is filled in, such that later ones sort behind earlier ones.
     *
     * @return the record as the store holds it, with what the store filled in
     * @throws StoreException with {@code record.exists} when its key is taken
     */
    Entry create(Document body) throws InterruptedException;

    /**
     * Adds records for somebody who does not need what the store makes of them, which costs less than one by one. In a
     * transaction, or where the store has some, all or none are added.
     *
     * @throws StoreException with {@code record.exists} when a key is taken
     */
    default void createAll(List<Document> bodies) throws InterruptedException {
        for (Document body : bodies) {
            create(body);
        }
    }

    /** The record with this key. */
    Optional<Entry> find(RecordKey key) throws InterruptedException;

    /**
     * One page of records.
     *
     * @throws StoreException with {@code cursor.invalid} when the cursor is not from this query, or with
     *     {@code sort.unsupported} when the order cannot be made
     */
    Page list(Query query) throws InterruptedException;

    /**
     * Puts another record in the place of the one with this key. Fields that are not in {@code body} get their default or null.
     *
     * @param version the version that the change was made from; empty replaces any
     * @throws StoreException with {@code record.not_found}, {@code record.changed}, or {@code record.invalid} when the body
     *     holds another key
     */
    Entry replace(RecordKey key, Document body, Optional<String> version) throws InterruptedException;

    /**
     * Changes some fields of a record.
     *
     * @param changes only the fields to change
     * @param version the version that the change was made from; empty changes any
     * @throws StoreException with {@code record.not_found}, {@code record.changed}, or {@code record.invalid} when the changes
     *     hold another key
     */
    Entry update(RecordKey key, Document changes, Optional<String> version) throws InterruptedException;

    /**
     * Removes a record.
     *
     * @param version the version that the decision was made from; empty removes any
     * @return whether it was there
     * @throws StoreException with {@code record.changed}
     */
    boolean delete(RecordKey key, Optional<String> version) throws InterruptedException;

    /** How many records match; all for an empty filter. */
    long count(Optional<Filter> filter) throws InterruptedException;

    /**
     * A record as it is held.
     *
     * @param version changes exactly when the record's content does; the ETag
     */
    record Entry(RecordKey key, Document body, String version) {}

    /**
     * Which records, in which order.
     *
     * @param sort the fields that decide the order, the first one most, and the key at last; null comes first, text goes by its
     *     UTF-8 bytes. Empty for the store's own order, which costs least: another order reads all matching records
     *     for every page, though it never holds more than a page of them.
     * @param limit at most this many records, 1 to {@link #MOST}
     * @param cursor where an earlier page of the same filter and order ended
     * @param fields the only fields that are wanted; empty for all. The version of what comes is then that of these fields and
     *     not the record's
     */
    record Query(Optional<Filter> filter, List<Sort> sort, int limit, Optional<String> cursor, List<String> fields) {
        public Query {
            sort = List.copyOf(sort);
            fields = List.copyOf(fields);
            if (limit < 1 || limit > MOST) {
                throw new IllegalArgumentException("The limit " + limit + " is not from 1 to " + MOST);
            }
        }

        /** All fields. */
        public Query(Optional<Filter> filter, List<Sort> sort, int limit, Optional<String> cursor) {
            this(filter, sort, limit, cursor, List.of());
        }

        /** The first records in the store's own order. */
        public static Query first(int limit) {
            return new Query(Optional.empty(), List.of(), limit, Optional.empty());
        }

        /** The same, only for matching records. */
        public Query where(Filter condition) {
            return new Query(Optional.of(condition), sort, limit, cursor, fields);
        }

        /** The same in this order. */
        public Query sortedBy(Sort... order) {
            return new Query(filter, List.of(order), limit, cursor, fields);
        }

        /** The page behind an earlier one. */
        public Query after(String nextCursor) {
            return new Query(filter, sort, limit, Optional.of(nextCursor), fields);
        }

        /** The same with these fields only. */
        public Query only(List<String> wanted) {
            return new Query(filter, sort, limit, cursor, wanted);
        }
    }

    /** A field that decides an order. */
    record Sort(String field, boolean descending) {
        /** The smallest first. */
        public static Sort up(String field) {
            return new Sort(field, false);
        }

        /** The largest first. */
        public static Sort down(String field) {
            return new Sort(field, true);
        }
    }

    /**
     * Some records.
     *
     * @param nextCursor where the next page begins; empty when this is the last one
     */
    record Page(List<Entry> items, Optional<String> nextCursor) {
        public Page {
            items = List.copyOf(items);
        }
    }
}
