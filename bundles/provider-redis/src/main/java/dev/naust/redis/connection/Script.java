package dev.naust.redis.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script of this bundle, which the server runs as one step that nothing comes in between of. */
public final class Script {
    private final byte[] source;
    private final byte[] sha1;

    private Script(byte[] source) {
        this.source = source;
        this.sha1 = sha1(source);
    }

    /** The script in one or several resources beside a class, one after another. */
    public static Script of(Class<?> beside, String... resources) {
        ByteArrayOutputStream source = new ByteArrayOutputStream();
        for (String resource : resources) {
            source.writeBytes(read(beside, resource));
        }
        return new Script(source.toByteArray());
    }

    private static byte[] read(Class<?> beside, String resource) {
        try (InputStream in = beside.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The bundle lacks its " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The bundle's " + resource + " cannot be read", e);
        }
    }

    byte[] source() {
        return source;
    }

    /** The name by which a server that ran the script before knows it. */
    byte[] name() {
        return sha1;
    }

    private static byte[] sha1(byte[] source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1 (MessageDigest's contract)", e);
        }
    }
}
