package dev.naust.filesystem.collection;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.ExactJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** How a record is one line of a segment: its document as exact JSON, or a mark that the record with a key is gone. */
final class LineForm {
    /** Longer lines are not written, so that one line is always held in memory. */
    static final int LONGEST = 16 << 20;

    /** No document's line begins like this: names that begin with a dollar sign are written with one more. */
    private static final byte[] GONE = "{\"$gone\":".getBytes(StandardCharsets.UTF_8);

    private final ExactJson json = new ExactJson();

    /**
     * The line of a document, without its end.
     *
     * @throws IllegalArgumentException when it is nested too deeply
     */
    byte[] write(Document body) {
        return json.write(body).getBytes(StandardCharsets.UTF_8);
    }

    byte[] gone(RowKey key) {
        byte[] values = json.write(key.array()).getBytes(StandardCharsets.UTF_8);
        byte[] line = Arrays.copyOf(GONE, GONE.length + values.length + 1);
        System.arraycopy(values, 0, line, GONE.length, values.length);
        line[line.length - 1] = '}';
        return line;
    }

    /**
     * What a line says.
     *
     * @throws dev.naust.json.MalformedJsonException when it is no line that was written here
     */
    Line read(byte[] line, List<String> key) {
        if (line.length > GONE.length && Arrays.equals(line, 0, GONE.length, GONE, 0, GONE.length)) {
            String values = new String(line, GONE.length, line.length - GONE.length - 1, StandardCharsets.UTF_8);
            if (json.read(values) instanceof Value.Array array) {
                return new Line(new RowKey(array.items()), Document.empty(), true);
            }
        }
        Document body = json.readDocument(Text.ofUtf8(line).string());
        return new Line(RowKey.of(body, key), body, false);
    }

    /** What a line says: a record, or that there is none any more. */
    record Line(RowKey key, Document body, boolean gone) {}
}
