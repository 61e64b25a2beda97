package dev.naust.sqlite.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers of all sizes that the file format has. */
final class Big {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Big() {}

    static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    static int int32(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static long int64(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** A signed number of this many bytes. */
    static long signed(byte[] bytes, int at, int size) {
        long number = bytes[at];
        for (int i = at + 1; i < at + size; i++) {
            number = number << 8 | bytes[i] & 0xff;
        }
        return number;
    }
}
