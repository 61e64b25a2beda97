package dev.naust.sample;

import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** One line of a file and the values that it stands for. Values stay the UTF-8 bytes that the file holds. */
final class SampleLine {
    private static final String PLAIN = "\\\t\n\r";
    private static final String ESCAPED = "\\tnr";
    private static final char NULL = 'N';

    private SampleLine() {}

    /** The line of texts and nulls, with its line break. */
    static byte[] encode(List<? extends Value> values) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                line.write('\t');
            }
            if (values.get(i) instanceof Text text) {
                encode(text.utf8(), line);
            } else {
                line.write('\\');
                line.write(NULL);
            }
        }
        line.write('\n');
        return line.toByteArray();
    }

    /**
     * The values of a line.
     *
     * @throws IllegalArgumentException when a backslash stands before something else than the package describes
     */
    static List<Value> decode(byte[] line) {
        List<Value> values = new ArrayList<>();
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        boolean isNull = false;
        for (int i = 0; i <= line.length; i++) {
            if (i == line.length || line[i] == '\t') {
                values.add(isNull ? Value.ofNull() : Text.ofUtf8(value.toByteArray()));
                value.reset();
                isNull = false;
            } else if (line[i] != '\\') {
                value.write(line[i]);
            } else if (++i < line.length && line[i] == NULL) {
                isNull = true;
            } else {
                value.write(plain(i < line.length ? line[i] : '\n'));
            }
        }
        return values;
    }

    private static void encode(byte[] text, ByteArrayOutputStream line) {
        for (byte each : text) {
            int special = PLAIN.indexOf(each);
            if (special >= 0) {
                line.write('\\');
                line.write(ESCAPED.charAt(special));
            } else {
                line.write(each);
            }
        }
    }

    private static int plain(int escaped) {
        int special = ESCAPED.indexOf(escaped);
        if (special < 0) {
            throw new IllegalArgumentException("has a backslash that stands for nothing; a plain one is written \\\\");
        }
        return PLAIN.charAt(special);
    }
}
