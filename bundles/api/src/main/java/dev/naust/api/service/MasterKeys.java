package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The server's master key and those that it had before, for bundles that wrap keys of their own. The key is
 * {@code NAUST_MASTER_KEY} or the file {@code keys/master.key}; retired ones are files {@code keys/retired/*.key}, which open
 * what they closed and close nothing new. Whoever uses a key derives one of its own from it for each purpose. Safe for use by
 * several threads.
 */
@ProviderType
public interface MasterKeys {

    /**
     * The key that new things are closed with; it is made where there is none.
     *
     * @throws StoreException with {@code key.unusable} when there is one that cannot be used
     */
    Key current();

    /**
     * The key with this id, the current one or a retired one.
     *
     * @throws StoreException with {@code key.unusable} when there is one that cannot be used
     */
    Optional<Key> find(String id);

    /**
     * All keys, the current one first.
     *
     * @throws StoreException with {@code key.unusable} when one of them cannot be used
     */
    default List<Key> known() {
        return List.of(current());
    }

    /**
     * The key that a key file holds.
     *
     * @param text 32 bytes in Base64 or hexadecimal
     * @throws StoreException with {@code key.unusable} when it is something else
     */
    Key read(String text);

    /**
     * A key and a name for it that gives nothing away.
     *
     * @param id 16 hexadecimal digits, which tell a wrong key from broken data
     * @param bytes 32 secret bytes, the caller's own copy
     */
    record Key(String id, byte[] bytes) {
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }
}
