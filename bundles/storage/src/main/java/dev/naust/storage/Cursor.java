package dev.naust.storage;

import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text that stands for a place in the answer to one query. It carries a fingerprint of the query, because a place in one
 * order means nothing in another.
 */
final class Cursor {
    private static final int FINGERPRINT = 8;
    private static final int LONGEST = 48 * 1024;

    private final byte[] fingerprint;
    private final int parts;

    Cursor(Query query, Schema schema) {
        this.fingerprint = fingerprint(schema.id() + "\n" + schema.key() + "\n" + query.filter() + "\n" + query.sort());
        this.parts = query.sort().size() + schema.key().size();
    }

    /** The text for a reader's position. */
    String at(Position position) {
        return text(position.token().getBytes(StandardCharsets.UTF_8));
    }

    /** The text for a record's place in a sorted answer. */
    String at(List<Value> place) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Value value : place) {
                ValueBytes.write(value, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (bytes.size() > LONGEST) {
            throw new StoreException(
                    ServiceError.SORT_UNSUPPORTED,
                    "The values to sort by are too long to page through; sort by another field");
        }
        return text(bytes.toByteArray());
    }

    /** The reader's position that a text stands for. */
    Position position(String text) {
        return new Position(new String(payload(text), StandardCharsets.UTF_8));
    }

    /** The place that a text stands for. */
    List<Value> place(String text) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload(text)))) {
            List<Value> place = new ArrayList<>();
            for (int i = 0; i < parts; i++) {
                place.add(ValueBytes.read(in));
            }
            return place;
        } catch (IOException | RuntimeException e) {
            throw invalid(e);
        }
    }

    private String text(byte[] payload) {
        byte[] all = Arrays.copyOf(fingerprint, FINGERPRINT + payload.length);
        System.arraycopy(payload, 0, all, FINGERPRINT, payload.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    private byte[] payload(String text) {
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
        if (all.length < FINGERPRINT || !Arrays.equals(all, 0, FINGERPRINT, fingerprint, 0, FINGERPRINT)) {
            throw invalid(null);
        }
        return Arrays.copyOfRange(all, FINGERPRINT, all.length);
    }

    private static byte[] fingerprint(String query) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(query.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(hash, FINGERPRINT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static StoreException invalid(@Nullable Throwable cause) {
        return new StoreException(
                ServiceError.CURSOR_INVALID,
                "The cursor does not belong to this query; use the nextCursor of the same filter and order, or start without",
                cause);
    }
}
