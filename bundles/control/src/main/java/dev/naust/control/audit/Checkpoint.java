package dev.naust.control.audit;

import dev.naust.api.service.ServerKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * Where the log ended, noted in a file outside of the database and sealed with a key, so that a log whose end was cut off, or
 * that was replaced by an older copy of itself, shows. For one thread at a time.
 */
final class Checkpoint {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String LABEL = "naust audit checkpoint 1";

    private final Path file;
    private final ServerKeys keys;

    Checkpoint(Path file, ServerKeys keys) {
        this.file = file;
        this.keys = keys;
    }

    /**
     * An end of the log.
     *
     * @param hash of the entry with this sequence
     */
    record Head(long sequence, String hash, Instant at) {}

    /** A checkpoint that was not made with this server's key, or is no checkpoint at all. */
    static final class ForgedException extends Exception {
        private static final long serialVersionUID = 1L;

        ForgedException(String message) {
            super(message);
        }
    }

    Path file() {
        return file;
    }

    /** Where a checkpoint is kept that the log did not agree with when the server started. */
    Path kept() {
        return file.resolveSibling(file.getFileName() + ".kept");
    }

    Optional<Head> read() throws IOException, ForgedException {
        return read(file);
    }

    Optional<Head> readKept() throws IOException, ForgedException {
        return read(kept());
    }

    /** Puts the checkpoint aside for people to look at, unless an earlier one lies there. */
    void keep() throws IOException {
        if (!Files.exists(kept())) {
            Files.move(file, kept(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Takes the place of the checkpoint before, whole and durable. */
    void write(Head head) throws IOException {
        String body = body(head);
        byte[] text = (body + seal(body) + "\n").getBytes(StandardCharsets.US_ASCII);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            store(fresh, text);
        } catch (NoSuchFileException e) {
            Files.createDirectories(file.getParent());
            store(fresh, text);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void store(Path fresh, byte[] text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private Optional<Head> read(Path from) throws IOException, ForgedException {
        List<String> lines;
        try {
            lines = Files.readAllLines(from, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        if (lines.size() != 5 || !lines.get(0).equals(LABEL) || !lines.get(1).matches("[0-9]{1,18}")) {
            throw new ForgedException("the checkpoint " + from.getFileName() + " does not have its form");
        }
        Head head = new Head(Long.parseLong(lines.get(1)), lines.get(2), Instant.parse(lines.get(3)));
        byte[] expected = seal(body(head)).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, lines.get(4).getBytes(StandardCharsets.ISO_8859_1))) {
            throw new ForgedException("the checkpoint " + from.getFileName()
                    + " was not sealed with this server's key; it was changed, or the key was");
        }
        return Optional.of(head);
    }

    private static String body(Head head) {
        return LABEL + "\n" + head.sequence() + "\n" + head.hash() + "\n" + head.at() + "\n";
    }

    private String seal(String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(keys.derive("audit checkpoint"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
