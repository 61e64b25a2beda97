package dev.naust.postgres.copy;

import dev.naust.api.model.Value;
import dev.naust.postgres.type.TextForm;
import java.nio.charset.StandardCharsets;

/** Values of types that only PostgreSQL knows: read through their text form, and written in it. */
record ExtensionCodec(String nativeType) implements Codec {
    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        byte[] utf8 = TextForm.utf8(value);
        Utf8.check(utf8);
        out.putSized(utf8);
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        return new Value.Extension(nativeType, new String(row, at, length, StandardCharsets.UTF_8));
    }
}
