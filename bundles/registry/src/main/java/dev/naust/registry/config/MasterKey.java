package dev.naust.registry.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key that seals secrets: {@code NAUST_MASTER_KEY}, or the file {@code keys/master.key}, which is made when the first secret
 * is sealed. It is read anew each time, so that none of it stays in memory between uses. Thread-safe.
 */
final class MasterKey {
    private static final String VARIABLE = "NAUST_MASTER_KEY";
    private static final int BYTES = 32;
    private static final String FORM = "32 bytes in Base64 or hexadecimal; \"openssl rand -base64 32\" makes one";

    private final Path file;
    private final Path retired;
    private final Function<String, @Nullable String> environment;

    MasterKey(Path home, Function<String, @Nullable String> environment) {
        this.file = home.resolve("keys").resolve("master.key");
        this.retired = home.resolve("keys").resolve("retired");
        this.environment = environment;
    }

    /**
     * A key and a name for it that gives nothing away.
     *
     * @param id tells a wrong key from a broken secret
     */
    record Key(SecretKey key, String id) {
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    /**
     * The key, if there is one.
     *
     * @throws VaultException when there is one that cannot be used
     */
    Optional<Key> find() throws VaultException {
        String variable = environment.apply(VARIABLE);
        if (variable != null && !variable.isBlank()) {
            return Optional.of(decode(variable)
                    .orElseThrow(() -> new VaultException(VARIABLE + " is no key: it must be " + FORM)));
        }
        return in(file);
    }

    /**
     * The key with this id: the one in use, or one that was retired.
     *
     * @throws VaultException when one of them cannot be used
     */
    Optional<Key> find(String id) throws VaultException {
        Optional<Key> current = find().filter(key -> key.id().equals(id));
        return current.isPresent()
                ? current
                : all().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /**
     * The key in use and those that were retired, in this order.
     *
     * @throws VaultException when one of them cannot be used
     */
    List<Key> all() throws VaultException {
        List<Key> all = new ArrayList<>();
        find().ifPresent(all::add);
        if (!Files.isDirectory(retired)) {
            return all;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(retired, "*.key")) {
            for (Path each : files) {
                in(each).ifPresent(all::add);
            }
            return all;
        } catch (IOException e) {
            throw new VaultException(
                    "keys/retired cannot be read (" + e.getClass().getSimpleName() + "); check its rights");
        }
    }

    /**
     * The key that a text is.
     *
     * @throws VaultException when it is none
     */
    static Key read(String text) throws VaultException {
        return decode(text).orElseThrow(() -> new VaultException("The text is no key: it must be " + FORM));
    }

    private static Optional<Key> in(Path file) throws VaultException {
        String name = "keys/" + (file.getParent().endsWith("retired") ? "retired/" : "") + file.getFileName();
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            refuseIfOpen(file, name);
            return Optional.of(
                    decode(text).orElseThrow(() -> new VaultException(name + " holds no key: it must be " + FORM)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new VaultException(name + " cannot be read (" + e.getClass().getSimpleName() + "); check its rights");
        }
    }

    /** The key; a new one is made where there is none. */
    synchronized Key findOrMake() throws VaultException {
        Optional<Key> found = find();
        return found.isPresent() ? found.get() : make();
    }

    private Key make() throws VaultException {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        try {
            WholeFile.createPrivateFolder(file.getParent());
            WholeFile.write(file, Base64.getEncoder().encodeToString(bytes) + "\n");
        } catch (IOException e) {
            throw new VaultException("keys/master.key cannot be written ("
                    + e.getClass().getSimpleName() + "); check the rights of the home folder, or set " + VARIABLE);
        }
        return key(bytes);
    }

    private static void refuseIfOpen(Path file, String name) throws IOException, VaultException {
        if (!WholeFile.isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        others.removeAll(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        if (!others.isEmpty()) {
            throw new VaultException(name + " may be read by others than the server's user, so it is not used;"
                    + " run \"chmod 600\" on it, and think about a new key");
        }
    }

    private static Optional<Key> decode(String text) {
        String plain = text.strip();
        try {
            byte[] bytes = plain.length() == 2 * BYTES
                    ? HexFormat.of().parseHex(plain)
                    : Base64.getDecoder().decode(plain);
            return bytes.length == BYTES ? Optional.of(key(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Key key(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("naust key id\n".getBytes(StandardCharsets.US_ASCII));
            return new Key(new SecretKeySpec(bytes, "AES"), HexFormat.of().formatHex(digest.digest(bytes), 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
