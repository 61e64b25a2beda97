package dev.naust.sqlserver.tds;

import java.nio.charset.StandardCharsets;

/** What a server says besides rows (MS-TDS, 2.2.7). */
final class Tokens {
    static final int MORE = 1;
    static final int ERROR = 2;
    static final int COUNT = 0x10;
    static final int ATTENTION = 0x20;

    static final int SELECT = 0xC1;
    static final int UPDATE = 0xC5;

    private static final int DONE = 0xFD;
    private static final int DONE_PROC = 0xFE;
    private static final int DONE_IN_PROC = 0xFF;
    private static final int CLASS_OF_SIGN_IN = 14;
    private static final int CLASS_OF_STATEMENT = 16;

    private Tokens() {}

    static void done(Out out, boolean inCall, int status, long count) {
        done(out, inCall, status, SELECT, count);
    }

    /** @param command what was done, by the server's number */
    static void done(Out out, boolean inCall, int status, int command, long count) {
        out.int8(inCall ? DONE_IN_PROC : DONE).int16(status).int16(command).int64(count);
    }

    static void end(Out out, boolean call, boolean failed, boolean more) {
        int status = (failed ? ERROR : 0) | (more ? MORE : 0);
        if (call) {
            out.int8(0x79).int32(0);
            out.int8(DONE_PROC).int16(status).int16(0).int64(0);
        } else {
            out.int8(DONE).int16(status).int16(0).int64(0);
        }
    }

    static void error(Out out, int number, String message) {
        Out body = new Out();
        body.int32(number)
                .int8(1)
                .int8(number == 18456 ? CLASS_OF_SIGN_IN : CLASS_OF_STATEMENT)
                .text(message)
                .shortText("double")
                .shortText("")
                .int32(1);
        out.int8(0xAA).int16(body.toBytes().length).bytes(body.toBytes());
    }

    static void loginAck(Out out) {
        Out body = new Out();
        body.int8(1)
                .bytes(new byte[] {0x74, 0, 0, 4})
                .shortText("Microsoft SQL Server")
                .bytes(new byte[] {16, 0, 3, (byte) 0xe8});
        out.int8(0xAD).int16(body.toBytes().length).bytes(body.toBytes());
    }

    /** The database's collation, without which the driver cannot send texts. */
    static void collation(Out out) {
        out.int8(0xE3)
                .int16(8)
                .int8(7)
                .int8(5)
                .bytes(new byte[] {9, 4, (byte) 0xd0, 0, 52})
                .int8(0);
    }

    static void route(Out out, String host, int port) {
        Out value = new Out();
        value.int8(0).int16(port).text(host);
        byte[] bytes = value.toBytes();
        out.int8(0xE3)
                .int16(1 + 2 + bytes.length + 2)
                .int8(20)
                .int16(bytes.length)
                .bytes(bytes)
                .int16(0);
    }

    /** Where a client gets its token, and for whom. */
    static void tokenWanted(Out out) {
        byte[] service = "https://login.example/tenant".getBytes(StandardCharsets.UTF_16LE);
        byte[] resource = "https://database.windows.net/".getBytes(StandardCharsets.UTF_16LE);
        int first = 4 + 2 * 9;
        Out body = new Out();
        body.int32(2);
        body.int8(1).int32(service.length).int32(first);
        body.int8(2).int32(resource.length).int32(first + service.length);
        body.bytes(service).bytes(resource);
        out.int8(0xEE).int32(body.toBytes().length).bytes(body.toBytes());
    }

    static void tokenTaken(Out out) {
        out.int8(0xAE).int8(2).int32(0).int8(0xFF);
    }

    static void returnValue(Out out, int number) {
        out.int8(0xAC).int16(0).shortText("").int8(1).int32(0).int16(0);
        TdsType.INT.write(out);
        TdsType.INT.write(out, number);
    }
}
