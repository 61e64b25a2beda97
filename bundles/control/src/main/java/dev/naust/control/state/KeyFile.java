package dev.naust.control.state;

import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Derives the server's keys from the file {@code keys/server.key}, which is readable by the server's user alone. It is made
 * when it is first needed: from {@code NAUST_MASTER_KEY} where that is set, so that several nodes agree, else at random. Once
 * it is there it stays, because pseudonyms and sealed texts are worth nothing without it.
 */
@Component
public final class KeyFile implements ServerKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;

    private final Path file;
    private final Map<String, String> environment;

    @Activate
    public KeyFile(BundleContext bundle) {
        this(
                Path.of(bundle.getProperty("naust.home") == null ? "" : bundle.getProperty("naust.home")),
                System.getenv());
    }

    /** Keys of an installation in a folder. */
    public KeyFile(Path home, Map<String, String> environment) {
        this.file = home.toAbsolutePath().resolve("keys").resolve("server.key");
        this.environment = environment;
    }

    @Override
    public SecretKey derive(String purpose) {
        try {
            return new SecretKeySpec(hmac(secret(), purpose), ALGORITHM);
        } catch (IOException e) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The server's key " + file + " cannot be read or made ("
                            + e.getClass().getSimpleName() + "); check the folder's rights and room",
                    e);
        }
    }

    private synchronized byte[] secret() throws IOException {
        if (!Files.exists(file)) {
            make();
        }
        return HexFormat.of()
                .parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
    }

    private void make() throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(file.getParent(), attributes(posix, "rwx------"));
        String master = environment.getOrDefault("NAUST_MASTER_KEY", "").strip();
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        byte[] secret = master.isEmpty() ? bytes : hmac(master.getBytes(StandardCharsets.UTF_8), "naust server key 1");
        Path fresh = Files.createTempFile(file.getParent(), ".server", ".tmp", attributes(posix, "rw-------"));
        try {
            Files.writeString(fresh, HexFormat.of().formatHex(secret) + "\n", StandardCharsets.US_ASCII);
            // A link, unlike a move, does not replace what another process made at the same moment.
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static byte[] hmac(byte[] secret, String purpose) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }

    private static FileAttribute<?>[] attributes(boolean posix, String rights) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }
}
