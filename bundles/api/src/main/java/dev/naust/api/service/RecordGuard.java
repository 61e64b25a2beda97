package dev.naust.api.service;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the map of personal data demands of records where they pass the ports: which must not be stored without a consent, and
 * which fields lie in the store as cipher text. Safe for use by several threads.
 */
@ProviderType
public interface RecordGuard {
    /** The native type of a value that stands for cipher text in the eyes of who may not read it; its text is that text. */
    String ENCRYPTED = "naust:encrypted";

    /**
     * The native type of a value that stands for cipher text which no key of this server opens; its text is that text. It is
     * never the field's value, and written back it leaves the field as it is.
     */
    String UNREADABLE = "naust:unreadable";

    /** So many bytes stand before the Base64. */
    int SHORTEST = 26;

    /** How cipher text of a field looks: the form's name, the id of the master key, the kind, and the text in Base64. */
    Pattern CIPHER_TEXT = Pattern.compile("naust1:([0-9a-f]{16}):([rd]):([A-Za-z0-9_-]+)");

    /** Whether a value is cipher text, wherever it lies. */
    static boolean isCipherText(Value value) {
        return value instanceof Text text
                && text.utf8().length > SHORTEST
                && text.utf8()[0] == 'n'
                && CIPHER_TEXT.matcher(text.string()).matches();
    }

    /** Whether a value stands for one that no key of this server opens. */
    static boolean isUnreadable(Value value) {
        return value instanceof Value.Extension extension
                && extension.nativeType().equals(UNREADABLE);
    }

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
         * A record as it lies in the store. Cipher text that it holds already stays, whether a key of this server opens it or not.
         *
         * @param body fields of a record
         * @param schema what the store declares
         * @throws StoreException with {@code field.unencryptable} when a field cannot hold cipher text
         */
        Document seal(Document body, Schema schema);

        /**
         * A record in clear. What was stored before the map asked for encryption stays as it is; what no key of this server
         * opens is a value of the type {@link #UNREADABLE}.
         */
        Document open(Document body);

        /** A record for who may not read it: its cipher text is of the type {@link #ENCRYPTED} or {@link #UNREADABLE}. */
        Document closed(Document body);

        /**
         * A condition on what lies in the store.
         *
         * @throws StoreException with {@code field.encrypted} when cipher text cannot answer it
         */
        Filter sealed(Filter filter);
    }
}
