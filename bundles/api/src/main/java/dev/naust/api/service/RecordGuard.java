package dev.naust.api.service;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the map of personal data demands of records where they pass the ports: which must not be stored without a consent, and
 * which fields lie in the store as cipher text. Safe for use by several threads.
 */
@ProviderType
public interface RecordGuard {

    /** The rules for a collection of a configured store; empty when the map has none for it. */
    Optional<Rules> rules(String store, DatasetId collection);

    /** The rules for one collection, as the map was when they were asked for. */
    interface Rules {

        /** The fields that lie in the store as cipher text. */
        Set<String> encrypted();

        /**
         * Whether a record may be stored.
         *
         * @param body the record as it would be, in clear
         * @throws StoreException with {@code consent.required} when a consent that the map wants is not there
         */
        void requireConsent(Document body);

        /**
         * A record as it lies in the store; cipher text that it holds already stays.
         *
         * @param body fields of a record
         * @param schema what the store declares
         * @throws StoreException with {@code field.unencryptable} when a field cannot hold cipher text
         */
        Document seal(Document body, Schema schema);

        /**
         * A record in clear. What was stored before the map asked for encryption stays as it is, and so does what no key of
         * this server opens.
         */
        Document open(Document body);

        /**
         * The same; used where a record that stays closed would be an answer that is not whole.
         *
         * @throws StoreException with {@code field.closed} when no key of this server opens a field
         */
        Document openAll(Document body);

        /**
         * A condition on what lies in the store.
         *
         * @throws StoreException with {@code field.encrypted} when cipher text cannot answer it
         */
        Filter sealed(Filter filter);
    }
}
