package dev.naust.registry.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The checksums by which jars are known, as 64 small hexadecimal digits. */
public final class Sha256 {
    private static final int SLICE = 64 * 1024;

    private Sha256() {}

    /** The checksum of a file. */
    public static String of(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] slice = new byte[SLICE];
            for (int read = in.read(slice); read >= 0; read = in.read(slice)) {
                digest.update(slice, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
