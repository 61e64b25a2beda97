package dev.naust.migration.compare;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.Content;
import dev.naust.api.model.Document;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.HexFormat;

/**
 * What is kept of records to show them, within a budget for all of them together: a value that is too large, or streamed and
 * gone with its reader, is kept as its size and hash. For one thread.
 */
final class Keepsake {
    private static final int LARGE = 64 * 1024;
    private static final Layout ONE = Layout.of("v");

    private final CanonicalForm form = new CanonicalForm();
    private long budget;

    /**
     * @param budget about how many bytes all kept values may have
     */
    Keepsake(long budget) {
        this.budget = budget;
    }

    Document of(Document body) {
        Value[] values = new Value[body.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = of(body.at(i));
        }
        return Document.of(body.layout(), values);
    }

    private Value of(Value value) {
        boolean small = !(value instanceof Content) && value.weight() <= Math.min(LARGE, Math.max(budget, 256));
        if (small) {
            budget -= value.weight();
            return value;
        }
        String hash = HexFormat.of().formatHex(form.hash(Document.of(ONE, new Value[] {value})), 0, 16);
        return new Value.Extension(
                "large " + value.kind().name().toLowerCase(java.util.Locale.ROOT),
                size(value) + " bytes, hash " + hash);
    }

    private static long size(Value value) {
        if (value instanceof Content content) {
            return content.length();
        }
        if (value instanceof Text text) {
            return text.utf8().length;
        }
        return value instanceof Bytes bytes ? bytes.array().length : value.weight();
    }
}
