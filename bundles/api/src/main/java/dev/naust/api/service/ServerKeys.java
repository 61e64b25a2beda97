package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import javax.crypto.SecretKey;
import org.osgi.annotation.versioning.ProviderType;

/** Keys of this server for its own purposes. Safe for use by several threads. */
@ProviderType
public interface ServerKeys {

    /**
     * The key for a purpose: always the same for the same purpose, and of no use for finding any other.
     *
     * @param purpose such as {@code privacy pseudonyms}
     * @return 32 bytes, as a key for HMAC-SHA-256 or AES-256
     * @throws StoreException with {@code control.unavailable} when the server's secret cannot be read or made
     */
    SecretKey derive(String purpose);
}
