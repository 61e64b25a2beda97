package dev.naust.redis.collection;

import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.Request;
import dev.naust.redis.form.FieldText;
import dev.naust.redis.record.Held;
import dev.naust.redis.record.StringContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Values that are too large for their record's hash, each in a key of its own, written and read in slices. Until the record is
 * written too, such a key goes by itself after an hour.
 */
final class LargeValues {
    private static final int SLICE = 512 * 1024;
    private static final long UNTIL_PUT_MILLIS = 3_600_000;

    private final Redis redis;
    private final Collection collection;
    private final FieldText texts = new FieldText();

    LargeValues(Redis redis, Collection collection) {
        this.redis = redis;
        this.collection = collection;
    }

    /** Where a large value lies. */
    record Written(String id, long length) {}

    Written write(Value value) {
        String id =
                String.valueOf(redis.send(Request.on(collection.largeCounter(), Command.INCRBY, Request.number(1))));
        byte[] key = collection.large(id);
        try (InputStream in =
                value instanceof Content content ? content.open() : new ByteArrayInputStream(texts.bytes(value))) {
            byte[] slice = new byte[SLICE];
            long length = in.readNBytes(slice, 0, SLICE);
            redis.send(Request.on(
                    key,
                    Command.SET,
                    Arrays.copyOf(slice, (int) length),
                    Request.ascii("PX"),
                    Request.number(UNTIL_PUT_MILLIS)));
            for (int n = in.readNBytes(slice, 0, SLICE); n > 0; n = in.readNBytes(slice, 0, SLICE)) {
                redis.send(Request.on(key, Command.APPEND, Arrays.copyOf(slice, n)));
                length += n;
            }
            return new Written(id, length);
        } catch (IOException e) {
            redis.send(Request.on(key, Command.UNLINK));
            throw Held.unreadable(e);
        }
    }

    /** A large value as its reader hands it out: streamed above a limit, where its kind can be streamed. */
    Value read(Kind kind, String id, long length, int streamAbove) {
        boolean streams = kind == Kind.TEXT || kind == Kind.BYTES;
        if (streams && length > streamAbove) {
            return new StringContent(redis, kind, collection.large(id), length);
        }
        byte[] bytes = (byte[]) redis.send(Request.on(collection.large(id), Command.GET));
        return texts.value(kind, bytes == null ? new byte[0] : bytes);
    }
}
