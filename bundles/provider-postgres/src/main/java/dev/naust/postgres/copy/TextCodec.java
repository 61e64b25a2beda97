package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Text as UTF-8, checked for what PostgreSQL refuses and for the column's own limit. */
final class TextCodec implements Codec {
    private static final int NAME_BYTES = 63;

    private final int characters;
    private final int bytes;
    private final Set<Text> labels;
    private final boolean judging;

    private TextCodec(int characters, int bytes, Set<Text> labels) {
        this(characters, bytes, labels, true);
    }

    private TextCodec(int characters, int bytes, Set<Text> labels, boolean judging) {
        this.judging = judging;
        this.characters = characters;
        this.bytes = bytes;
        this.labels = labels;
    }

    /** Text of at most this many characters, where limited. */
    static TextCodec of(OptionalInt limit) {
        return new TextCodec(limit.orElse(Integer.MAX_VALUE), Integer.MAX_VALUE, Set.of());
    }

    /** The type {@code name}, which counts bytes. */
    static TextCodec name() {
        return new TextCodec(Integer.MAX_VALUE, NAME_BYTES, Set.of());
    }

    /** One of an enumeration's labels. */
    static TextCodec oneOf(List<String> labels) {
        return new TextCodec(
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                labels.stream().map(Text::of).collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public void encode(Value value, CopyBuffer out) throws MisfitException {
        Text text = text(value);
        byte[] utf8 = text.utf8();
        checkLength(Utf8.check(utf8));
        if (utf8.length > bytes) {
            throw new MisfitException("The column holds at most " + bytes + " bytes, and this text has " + utf8.length);
        }
        if (!labels.isEmpty() && !labels.contains(text)) {
            throw new MisfitException("The text is none of the values of the column's enumeration");
        }
        out.putSized(utf8);
    }

    private static Text text(Value value) throws MisfitException {
        if (value instanceof Text text) {
            return text;
        } else if (value instanceof Value.Extension extension) {
            // A plan that puts a foreign type into text means its text form.
            return Text.of(extension.text());
        }
        throw Misfits.wrongKind(value, "text");
    }

    void checkLength(long length) throws MisfitException {
        if (length > characters) {
            throw Misfits.tooLong(length, characters);
        }
    }

    /** The server looks at every byte of a text as well; nobody else counts characters, of which there are no more than bytes. */
    @Override
    public Codec trusting() {
        return new TextCodec(characters, bytes, labels, false);
    }

    @Override
    public boolean takesPacked() {
        return true;
    }

    @Override
    public boolean encode(byte[] packed, int at, CopyBuffer out) throws MisfitException {
        int length = (int) Wire.int64(packed, at + 1);
        if (packed[at] != 's' || length > bytes || !labels.isEmpty()) {
            return false;
        }
        int from = at + 9;
        if (judging || length > characters) {
            checkLength(Utf8.check(packed, from, from + length));
        }
        out.putInt(length);
        out.putRaw(packed, from, length);
        return true;
    }

    @Override
    public void put(byte[] row, int at, int length, CanonicalBytes out) {
        out.putText(row, at, length);
    }

    @Override
    public Value decode(byte[] row, int at, int length) {
        return Text.ofUtf8(Arrays.copyOfRange(row, at, at + length));
    }
}
