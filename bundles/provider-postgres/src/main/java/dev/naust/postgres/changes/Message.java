package dev.naust.postgres.changes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one message of {@code pgoutput} (PostgreSQL manual, "Logical Replication Message Formats"). */
final class Message {
    private final ByteBuffer bytes;

    Message(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    char letter() {
        return (char) bytes.get();
    }

    int int16() {
        return bytes.getShort();
    }

    int int32() {
        return bytes.getInt();
    }

    long int64() {
        return bytes.getLong();
    }

    String text() {
        int from = bytes.position();
        while (bytes.get() != 0) {
            // Looks for the end.
        }
        return utf8(from, bytes.position() - 1 - from);
    }

    private String utf8(int from, int length) {
        byte[] copy = new byte[length];
        bytes.get(from, copy);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /** A row as texts. */
    Row row() {
        int count = int16();
        List<@Nullable String> texts = new ArrayList<>(count);
        List<Boolean> sent = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            char form = letter();
            sent.add(form != 'u');
            if (form != 't') {
                texts.add(null);
                continue;
            }
            int length = int32();
            texts.add(utf8(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
        return new Row(texts, sent);
    }

    /**
     * A row.
     *
     * @param texts by column; null for a null and for what was not sent
     * @param sent false for a large value that was not changed
     */
    record Row(List<@Nullable String> texts, List<Boolean> sent) {
        /** The same with what was not sent taken from the row before. */
        Row filled(@Nullable Row before) {
            if (before == null || !sent.contains(false)) {
                return this;
            }
            List<@Nullable String> filled = new ArrayList<>(texts);
            for (int i = 0; i < filled.size(); i++) {
                if (!sent.get(i)) {
                    filled.set(i, before.texts().get(i));
                }
            }
            return new Row(filled, before.sent());
        }

        boolean isWhole() {
            return !sent.contains(false);
        }
    }
}
