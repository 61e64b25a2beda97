package dev.naust.backup.format;

import com.google.crypto.tink.subtle.Hkdf;
import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.MasterKeys;
import dev.naust.api.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Wraps each backup's own data key under a master key or a passphrase, and unwraps it. A master key is never used itself: with
 * HKDF and the backup's salt it gives a key for this one backup. Safe for use by several threads.
 */
public final class KeyRing {
    private static final byte[] PURPOSE = "naust backup data key 1".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int TAG_BITS = 128;

    /** RFC 9106's second choice for memory and passes, on one lane because one thread computes it. */
    private static final int MEMORY_KIB = 64 * 1024;

    private static final int PASSES = 3;
    private static final int LANES = 1;

    /** What a header may ask for at most, so that a made-up one cannot use up the server. */
    private static final int MOST_MEMORY_KIB = 512 * 1024;

    private static final int MOST_PASSES = 20;
    private static final int MOST_LANES = 16;

    private final MasterKeys masterKeys;
    private final SecureRandom random = new SecureRandom();

    /** A ring with the server's master keys on it. */
    public KeyRing(MasterKeys masterKeys) {
        this.masterKeys = masterKeys;
    }

    /** A new data key and the header of the file that it closes. */
    record Fresh(Header header, byte[] dataKey) {
        @Override
        public String toString() {
            return "Fresh[" + header.wrap() + "]";
        }
    }

    Fresh fresh(Key key) {
        byte[] dataKey = bytes(KEY_BYTES);
        byte[] salt = bytes(16);
        byte[] nonce = bytes(12);
        Header open;
        byte[] wrapping;
        if (key instanceof Key.Passphrase passphrase) {
            open = new Header(Header.Wrap.PASSPHRASE, new byte[8], salt, MEMORY_KIB, PASSES, LANES, nonce, new byte[0]);
            wrapping = stretched(passphrase.text(), open);
        } else {
            MasterKeys.Key master =
                    key instanceof Key.Given given ? masterKeys.read(given.text()) : masterKeys.current();
            byte[] id = HexFormat.of().parseHex(master.id());
            open = new Header(Header.Wrap.MASTER_KEY, id, salt, 0, 0, 0, nonce, new byte[0]);
            wrapping = derived(master, open);
        }
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, wrapping, open);
            return new Fresh(open.withWrapped(cipher.doFinal(dataKey)), dataKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has AES-GCM", e);
        }
    }

    /**
     * Refuses to go on with what another key than this one would close now.
     *
     * @throws StoreException with {@code backup.changed}
     */
    void refuseOther(Header header, Key key, String file) {
        boolean same = key instanceof Key.Passphrase
                ? header.wrap() == Header.Wrap.PASSPHRASE
                : header.wrap() == Header.Wrap.MASTER_KEY
                        && header.keyName()
                                .equals((key instanceof Key.Given given
                                                ? masterKeys.read(given.text())
                                                : masterKeys.current())
                                        .id());
        if (!same) {
            throw new StoreException(
                    BackupError.CHANGED,
                    "Backup " + file + " was begun under another key ("
                            + header.wrap().words() + " " + header.keyName()
                            + ") than the one that would close it now, so that it is not gone on with: take another"
                            + " backup, and delete this one");
        }
    }

    /**
     * The data key of a file.
     *
     * @throws StoreException with {@code backup.wrong_key}
     */
    byte[] open(Header header, Key key, String file) {
        byte[] wrapping = header.wrap() == Header.Wrap.PASSPHRASE
                ? stretched(passphrase(key, file), bounded(header, file))
                : derived(master(header, key, file), header);
        try {
            return cipher(Cipher.DECRYPT_MODE, wrapping, header).doFinal(header.wrapped());
        } catch (AEADBadTagException e) {
            throw wrong(
                    file,
                    header.wrap() == Header.Wrap.PASSPHRASE
                            ? "the passphrase does not open it. Check it for typing mistakes"
                            : "the master key " + header.keyName() + " does not open it, although it has the right"
                                    + " name. Its header was made up, or is another backup's");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has AES-GCM", e);
        }
    }

    private MasterKeys.Key master(Header header, Key key, String file) {
        if (key instanceof Key.Passphrase) {
            throw wrong(file, "it is closed with the master key " + header.keyName() + " and not with a passphrase");
        }
        if (key instanceof Key.Given given) {
            MasterKeys.Key read = masterKeys.read(given.text());
            if (!read.id().equals(header.keyName())) {
                throw wrong(
                        file,
                        "it is closed with the master key " + header.keyName() + ", and the given one is " + read.id());
            }
            return read;
        }
        return masterKeys
                .find(header.keyName())
                .orElseThrow(() -> wrong(
                        file,
                        "it is closed with the master key " + header.keyName()
                                + ", which is not here. Put that key into keys/retired/ as a file that ends in .key,"
                                + " or set NAUST_MASTER_KEY"));
    }

    private static String passphrase(Key key, String file) {
        if (key instanceof Key.Passphrase passphrase) {
            return passphrase.text();
        }
        throw wrong(file, "it is closed with a passphrase. Give the passphrase");
    }

    private static Header bounded(Header header, String file) {
        boolean usual = header.memory() >= 8 * header.lanes()
                && header.memory() <= MOST_MEMORY_KIB
                && header.passes() >= 1
                && header.passes() <= MOST_PASSES
                && header.lanes() >= 1
                && header.lanes() <= MOST_LANES;
        if (!usual) {
            throw Header.damaged(file, "its header asks for an amount of work that no backup needs");
        }
        return header;
    }

    private static StoreException wrong(String file, String why) {
        return new StoreException(BackupError.WRONG_KEY, "Wrong key for backup " + file + ": " + why);
    }

    private static byte[] stretched(String passphrase, Header header) {
        return Argon2Function.getInstance(header.memory(), header.passes(), header.lanes(), KEY_BYTES, Argon2.ID)
                .hash(passphrase.getBytes(StandardCharsets.UTF_8), header.salt())
                .getBytes();
    }

    private static byte[] derived(MasterKeys.Key master, Header header) {
        try {
            return Hkdf.computeHkdf("HMACSHA256", master.bytes(), header.salt(), PURPOSE, KEY_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA256", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, Header header) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, header.nonce()));
        cipher.updateAAD(header.bound());
        return cipher;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
