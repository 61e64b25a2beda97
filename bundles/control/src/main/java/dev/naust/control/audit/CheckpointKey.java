package dev.naust.control.audit;

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
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that seals checkpoints: derived from {@code NAUST_MASTER_KEY} where that is set, else the file
 * {@code keys/audit.key}, which is made when it is first needed and is readable by the server's user alone.
 */
final class CheckpointKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "naust audit checkpoint key 1";
    private static final int BYTES = 32;

    private final Path file;
    private final Map<String, String> environment;

    CheckpointKey(Path home, Map<String, String> environment) {
        this.file = home.resolve("keys").resolve("audit.key");
        this.environment = environment;
    }

    /** Ready to seal. */
    Mac mac() throws IOException {
        String master = environment.getOrDefault("NAUST_MASTER_KEY", "").strip();
        byte[] secret = master.isEmpty() ? ofFile() : master.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            byte[] derived = mac.doFinal(PURPOSE.getBytes(StandardCharsets.US_ASCII));
            mac.init(new SecretKeySpec(derived, ALGORITHM));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }

    private byte[] ofFile() throws IOException {
        if (!Files.exists(file)) {
            make();
        }
        return Files.readAllBytes(file);
    }

    private void make() throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(file.getParent(), attributes(posix, "rwx------"));
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        try {
            Files.createFile(file, attributes(posix, "rw-------"));
            Files.writeString(file, HexFormat.of().formatHex(bytes), StandardCharsets.US_ASCII);
        } catch (FileAlreadyExistsException e) {
            return;
        }
    }

    private static FileAttribute<?>[] attributes(boolean posix, String rights) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }
}
