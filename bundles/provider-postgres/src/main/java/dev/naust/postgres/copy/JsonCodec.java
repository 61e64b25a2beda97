package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON: {@code json} as its text, {@code jsonb} as a version byte and its text. */
enum JsonCodec implements Codec {
    JSON,
    JSONB;

    private static final JsonValues WRITER = new JsonValues();
    private static final int VERSION = 1;

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        byte[] utf8 = utf8(value);
        Utf8.check(utf8);
        if (this == JSONB) {
            requireOneZero(utf8, 0, utf8.length);
            out.putInt(utf8.length + 1);
            out.putByte(VERSION);
            out.putRaw(utf8);
        } else {
            out.putSized(utf8);
        }
    }

    static byte[] utf8(Value value) throws MisfitException {
        return switch (value.kind()) {
            case JSON -> wellFormed((Value.Json) value);
            case DOCUMENT, ARRAY -> WRITER.write(value).getBytes(StandardCharsets.UTF_8);
            default -> throw Misfits.wrongKind(value, "JSON");
        };
    }

    /** A {@code jsonb} keeps numbers as {@code numeric}, which has one zero, and says nothing of it. */
    private static void requireOneZero(byte[] json, int from, int to) throws MisfitException {
        boolean inText = false;
        byte before = ' ';
        for (int i = from; i < to; i++) {
            byte each = json[i];
            boolean inExponent = before == 'e' || before == 'E';
            if (each == '\\' && inText) {
                i++;
            } else if (each == '"') {
                inText = !inText;
            } else if (each == '-' && !inText && !inExponent && isZero(json, i + 1, to)) {
                throw new MisfitException("A jsonb would make the negative zero 0; a json column keeps it");
            }
            before = each;
        }
    }

    private static boolean isZero(byte[] number, int from, int to) {
        int at = from;
        while (at < to && (number[at] == '0' || number[at] == '.')) {
            at++;
        }
        return at == to || number[at] < '1' || number[at] > '9';
    }

    private static byte[] wellFormed(Value.Json json) throws MisfitException {
        if (!json.isWellFormed()) {
            throw new MisfitException("The column holds JSON, and this text is not well-formed JSON");
        }
        return json.text().utf8();
    }

    @Override
    public boolean takesPacked() {
        return true;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) throws MisfitException {
        if (packed[at] != 'j') {
            return false;
        }
        int length = (int) Wire.int64(packed, at + 1);
        int from = at + 9;
        Utf8.check(packed, from, from + length);
        if (this == JSONB) {
            requireOneZero(packed, from, from + length);
            out.putInt(length + 1);
            out.putByte(VERSION);
        } else {
            out.putInt(length);
        }
        out.putRaw(packed, from, length);
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        int head = this == JSONB ? 1 : 0;
        out.putJson(row, at + head, length - head);
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        int head = this == JSONB ? 1 : 0;
        return new Value.Json(Text.ofUtf8(Arrays.copyOfRange(row, at + head, at + length)));
    }
}
