package dev.naust.backup.format;

import dev.naust.api.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The clear beginning of a backup file: its format, and how its data key is wrapped. Nothing of the store is in it. All of it
 * is associated data of the encrypted stream, so that no stream fits another header.
 *
 * @param wrap how the data key is wrapped
 * @param keyId of the master key, 8 bytes; zeros for a passphrase
 * @param salt 16 bytes for the derivation of the wrapping key
 * @param memory Argon2id's memory in KiB; 0 for a master key
 * @param passes Argon2id's passes; 0 for a master key
 * @param lanes Argon2id's lanes; 0 for a master key
 * @param nonce 12 bytes
 * @param wrapped the wrapped data key, 48 bytes; empty while it is being wrapped
 */
record Header(Wrap wrap, byte[] keyId, byte[] salt, int memory, int passes, int lanes, byte[] nonce, byte[] wrapped) {
    static final int SIZE = 140;
    static final int VERSION = 1;

    private static final byte[] MAGIC = "NAUST-BK".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKED = 108;

    /** What wraps the data key. */
    enum Wrap {
        MASTER_KEY(1, "master key"),
        PASSPHRASE(2, "passphrase");

        private final int code;
        private final String words;

        Wrap(int code, String words) {
            this.code = code;
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    String keyName() {
        return HexFormat.of().formatHex(keyId);
    }

    Header withWrapped(byte[] key) {
        return new Header(wrap, keyId, salt, memory, passes, lanes, nonce, key);
    }

    /** What the wrapping of the data key is bound to: the header's first 60 bytes. */
    byte[] bound() {
        return ByteBuffer.allocate(60)
                .put(MAGIC)
                .putShort((short) VERSION)
                .put((byte) wrap.code)
                .put((byte) 0)
                .put(keyId)
                .put(salt)
                .putInt(memory)
                .putInt(passes)
                .putInt(lanes)
                .put(nonce)
                .array();
    }

    byte[] bytes() {
        byte[] clear = ByteBuffer.allocate(CHECKED).put(bound()).put(wrapped).array();
        return ByteBuffer.allocate(SIZE).put(clear).put(sha256(clear)).array();
    }

    /**
     * The header that a file begins with.
     *
     * @param file names the file for people
     * @throws StoreException with {@code backup.damaged} or {@code backup.unsupported}
     */
    static Header read(byte[] bytes, String file) {
        if (bytes.length < SIZE) {
            throw damaged(file, "it ends after " + bytes.length + " bytes, within its header");
        }
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw damaged(file, "it does not begin as a backup does. Check that it is one");
        }
        byte[] clear = Arrays.copyOf(bytes, CHECKED);
        if (!MessageDigest.isEqual(sha256(clear), Arrays.copyOfRange(bytes, CHECKED, SIZE))) {
            throw damaged(file, "its header (bytes 0 to " + (SIZE - 1) + ") was changed");
        }
        ByteBuffer in = ByteBuffer.wrap(clear).position(MAGIC.length);
        int version = Short.toUnsignedInt(in.getShort());
        if (version != VERSION) {
            throw new StoreException(
                    BackupError.UNSUPPORTED,
                    "Backup " + file + " is of format " + version + ", and this version of Naust reads format "
                            + VERSION + " only: use the version that made it, or a newer one");
        }
        int code = in.get();
        if (in.get() != 0 || code < 1 || code > Wrap.values().length) {
            throw damaged(file, "its header names no kind of key that there is");
        }
        return new Header(
                Wrap.values()[code - 1],
                take(in, 8),
                take(in, 16),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                take(in, 12),
                take(in, 48));
    }

    static StoreException damaged(String file, String what) {
        return new StoreException(
                BackupError.DAMAGED,
                "Backup " + file + " is damaged: " + what + ". Nothing of it was used; take another backup");
    }

    private static byte[] take(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
