package dev.naust.backup.format;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordMeta;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A record in a block: flags, when it expires, and its body as exact JSON ({@code docs/values.md}). A value that is streamed has
 * blocks of its own, and stands in the JSON as an extension that says where.
 */
final class RecordForm {
    private static final String ELSEWHERE = "naust.backup:content";
    private static final int EXPIRES = 1;
    private static final int HAS_CONTENT = 2;

    private final ExactJson json = new ExactJson();

    /** Puts a streamed value into blocks of its own. */
    interface Away {
        /** Where its first block begins. */
        long put(Content content) throws IOException;
    }

    /** Hands a streamed value out again. */
    interface Back {
        Content get(Kind kind, long position, long length);
    }

    /** Writes a record. */
    void write(DataRecord record, DataOutputStream out, Away away) throws IOException {
        boolean streams = holdsContent(record.body());
        if (streams && holdsMark(record.body())) {
            throw new StoreException(
                    BackupError.UNSUPPORTED,
                    "Record " + record.key() + " holds a value of the type " + ELSEWHERE
                            + ", which this format keeps for itself: change that value");
        }
        Document body = streams ? (Document) without(record.body(), away) : record.body();
        byte[] line;
        try {
            line = json.write(body).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    BackupError.UNSUPPORTED, "Record " + record.key() + " cannot be backed up: " + e.getMessage(), e);
        }
        if (line.length > Block.MOST / 2) {
            throw new StoreException(
                    BackupError.UNSUPPORTED,
                    "Record " + record.key() + " has " + line.length + " bytes in one piece, and a backup holds "
                            + Block.MOST / 2 + ": split the record");
        }
        Optional<Instant> expires = record.meta().expiresAt();
        out.writeByte((expires.isPresent() ? EXPIRES : 0) | (streams ? HAS_CONTENT : 0));
        if (expires.isPresent()) {
            out.writeLong(expires.get().getEpochSecond());
            out.writeInt(expires.get().getNano());
        }
        out.writeInt(line.length);
        out.write(line);
    }

    /**
     * Reads the record at the buffer's position.
     *
     * @throws Block.BrokenException when there is none
     */
    DataRecord read(ByteBuffer in, List<String> key, Back back) throws Block.BrokenException {
        try {
            int flags = in.get();
            RecordMeta meta = (flags & EXPIRES) == 0
                    ? RecordMeta.none()
                    : new RecordMeta(Optional.of(Instant.ofEpochSecond(in.getLong(), in.getInt())), Optional.empty());
            byte[] line = new byte[Math.min(in.getInt(), in.remaining())];
            in.get(line);
            Document body = json.readDocument(new String(line, StandardCharsets.UTF_8));
            return DataRecord.of(key, (flags & HAS_CONTENT) == 0 ? body : (Document) with(body, back), meta);
        } catch (BufferUnderflowException | NegativeArraySizeException | DateTimeException e) {
            throw new Block.BrokenException("a record is cut off");
        } catch (MalformedJsonException | IllegalArgumentException e) {
            throw new Block.BrokenException("a record is not what a backup writes");
        }
    }

    private static boolean holdsContent(Value value) {
        if (value instanceof Document document) {
            for (int i = 0; i < document.size(); i++) {
                if (holdsContent(document.at(i))) {
                    return true;
                }
            }
            return false;
        }
        return value instanceof Content
                || value instanceof Value.Array array && array.items().stream().anyMatch(RecordForm::holdsContent);
    }

    private static boolean holdsMark(Value value) {
        if (value instanceof Document document) {
            return document.toMap().values().stream().anyMatch(RecordForm::holdsMark);
        }
        return value instanceof Value.Extension extension
                        && extension.nativeType().equals(ELSEWHERE)
                || value instanceof Value.Array array && array.items().stream().anyMatch(RecordForm::holdsMark);
    }

    private static Value without(Value value, Away away) throws IOException {
        if (value instanceof Content content) {
            return new Value.Extension(
                    ELSEWHERE, content.kind().name() + " " + away.put(content) + " " + content.length());
        }
        if (value instanceof Value.Array array) {
            Value[] items = array.items().toArray(Value[]::new);
            for (int i = 0; i < items.length; i++) {
                items[i] = without(items[i], away);
            }
            return new Value.Array(List.of(items));
        }
        if (value instanceof Document document) {
            Map<String, Value> fields = document.toMap();
            for (Map.Entry<String, Value> each : fields.entrySet()) {
                each.setValue(without(each.getValue(), away));
            }
            return Document.of(fields);
        }
        return value;
    }

    private static Value with(Value value, Back back) {
        if (value instanceof Value.Extension extension && extension.nativeType().equals(ELSEWHERE)) {
            String[] parts = extension.text().split(" ", 3);
            return back.get(Kind.valueOf(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }
        if (value instanceof Value.Array array) {
            return new Value.Array(
                    array.items().stream().map(item -> with(item, back)).toList());
        }
        if (value instanceof Document document) {
            Map<String, Value> fields = document.toMap();
            fields.replaceAll((name, inner) -> with(inner, back));
            return Document.of(fields);
        }
        return value;
    }
}
