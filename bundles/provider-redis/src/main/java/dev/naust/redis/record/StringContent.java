package dev.naust.redis.record;

import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.Request;
import java.io.IOException;
import java.io.InputStream;

/** A string of Redis that is read in slices when somebody wants it. Readable until its store is closed. */
public record StringContent(Redis redis, Kind kind, byte[] key, long length) implements Content {
    private static final int SLICE = 512 * 1024;

    @Override
    public InputStream open() {
        return new Slices();
    }

    /** For people; the key may hold personal data. */
    @Override
    public String toString() {
        return "(" + length + " bytes)";
    }

    private final class Slices extends InputStream {
        private byte[] slice = new byte[0];
        private int at;
        private long next;

        @Override
        public int read() throws IOException {
            return fill() ? slice[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int offset, int wanted) throws IOException {
            if (wanted == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(wanted, slice.length - at);
            System.arraycopy(slice, at, to, offset, count);
            at += count;
            return count;
        }

        private boolean fill() throws IOException {
            if (at < slice.length) {
                return true;
            }
            if (next >= length) {
                return false;
            }
            long last = Math.min(length, next + SLICE) - 1;
            try {
                slice = (byte[])
                        redis.send(Request.on(key, Command.GETRANGE, Request.number(next), Request.number(last)));
            } catch (StoreException e) {
                throw new IOException(e.getMessage(), e);
            }
            if (slice == null || slice.length == 0) {
                slice = new byte[0];
                throw new IOException("The value was changed or removed while it was read");
            }
            at = 0;
            next += slice.length;
            return true;
        }
    }
}
