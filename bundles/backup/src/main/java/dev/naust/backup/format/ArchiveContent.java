package dev.naust.backup.format;

import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;

/** A large value of a backup, read from its own blocks each time it is opened. */
record ArchiveContent(Archive archive, Kind kind, long position, long length) implements Content {
    @Override
    public InputStream open() throws IOException {
        SeekableByteChannel channel = archive.channel();
        try {
            return new Blocks(channel.position(position), length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static final class Blocks extends InputStream {
        private final SeekableByteChannel channel;
        private byte[] block = new byte[0];
        private int at;
        private long left;

        Blocks(SeekableByteChannel channel, long length) {
            this.channel = channel;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            if (left <= 0) {
                return -1;
            }
            while (at == block.length) {
                block = Block.read(channel, Block.CONTENT, channel.size());
                at = 0;
            }
            int size = (int) Math.min(left, Math.min(count, block.length - at));
            System.arraycopy(block, at, target, offset, size);
            at += size;
            left -= size;
            return size;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
