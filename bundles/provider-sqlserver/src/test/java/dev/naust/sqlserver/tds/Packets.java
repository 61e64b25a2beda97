package dev.naust.sqlserver.tds;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Messages as packets (MS-TDS, 2.2.3). */
final class Packets {
    static final int BATCH = 1;
    static final int CALL = 3;
    static final int REPLY = 4;
    static final int ATTENTION = 6;
    static final int BULK = 7;
    static final int TOKEN = 8;
    static final int LOGIN = 0x10;
    static final int PRELOGIN = 0x12;

    private static final int HEADER = 8;
    private static final int MOST = 4096 - HEADER;
    private static final int END = 1;

    private final DataInputStream in;
    private final OutputStream out;

    Packets(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    record Message(int type, byte[] body) {}

    Message read() throws IOException {
        Out body = new Out();
        while (true) {
            int type = in.readUnsignedByte();
            int status = in.readUnsignedByte();
            int length = in.readUnsignedShort();
            in.skipNBytes(4);
            body.bytes(in.readNBytes(length - HEADER));
            if ((status & END) != 0) {
                return new Message(type, body.toBytes());
            }
        }
    }

    void write(byte[] body, boolean whole) throws IOException {
        int from = 0;
        do {
            int length = Math.min(MOST, body.length - from);
            boolean last = whole && from + length == body.length;
            byte[] packet = new byte[HEADER + length];
            packet[0] = REPLY;
            packet[1] = (byte) (last ? END : 0);
            packet[2] = (byte) (packet.length >>> 8);
            packet[3] = (byte) packet.length;
            System.arraycopy(body, from, packet, HEADER, length);
            out.write(packet);
            from += length;
        } while (from < body.length);
        out.flush();
    }
}
