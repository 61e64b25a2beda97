package dev.naust.sqlserver.tds;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/** A socket whose bytes travel in pre-login packets while TLS shakes hands, and bare afterwards (MS-TDS, 2.2.6.5). */
final class WrappedSocket extends Socket {
    private static final int HEADER = 8;

    private final Socket bare;
    private final InputStream in;
    private final Wrapping out;
    private volatile boolean wrapped = true;

    WrappedSocket(Socket bare) throws IOException {
        this.bare = bare;
        this.in = new Unwrapping(bare.getInputStream());
        this.out = new Wrapping(bare.getOutputStream());
    }

    void unwrap() throws IOException {
        out.send();
        wrapped = false;
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public InetAddress getInetAddress() {
        return bare.getInetAddress();
    }

    @Override
    public int getPort() {
        return bare.getPort();
    }

    @Override
    public int getSoTimeout() throws java.net.SocketException {
        return bare.getSoTimeout();
    }

    @Override
    public void setSoTimeout(int timeout) throws java.net.SocketException {
        bare.setSoTimeout(timeout);
    }

    @Override
    public synchronized void close() throws IOException {
        bare.close();
    }

    private final class Unwrapping extends InputStream {
        private final DataInputStream from;
        private int left;

        Unwrapping(InputStream from) {
            this.from = new DataInputStream(from);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0 && !wrapped) {
                return from.read(target, offset, length);
            }
            out.send();
            while (left == 0) {
                from.readUnsignedShort();
                left = from.readUnsignedShort() - HEADER;
                from.skipNBytes(4);
            }
            int count = from.read(target, offset, Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }
    }

    /** What is written between two reads is one message: the client counts messages. */
    private final class Wrapping extends OutputStream {
        private final OutputStream to;
        private final Out waiting = new Out();
        private boolean empty = true;

        Wrapping(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (wrapped) {
                waiting.bytes(Arrays.copyOfRange(bytes, offset, offset + length));
                empty = false;
            } else {
                to.write(bytes, offset, length);
                to.flush();
            }
        }

        void send() throws IOException {
            if (!empty) {
                byte[] message = waiting.toBytes();
                int size = message.length + HEADER;
                to.write(new byte[] {Packets.PRELOGIN, 1, (byte) (size >>> 8), (byte) size, 0, 0, 0, 0});
                to.write(message);
                to.flush();
                waiting.clear();
                empty = true;
            }
        }
    }
}
