package dev.naust.console.page;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.RecordGuard;
import dev.naust.console.view.CollectionView.Cell;
import dev.naust.console.view.Show;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows values to people: briefly, and never a large one whole. */
final class Cells {
    /** Characters of a value that are shown. */
    private static final int SHOWN = 120;

    private Cells() {}

    static Cell cell(Optional<Value> value) {
        if (value.isEmpty()) {
            return new Cell("missing", "absent");
        }
        if (value.get() == Value.ofNull()) {
            return new Cell("null", "absent");
        }
        if (value.get() instanceof Value.Extension extension) {
            switch (extension.nativeType()) {
                case RecordGuard.ENCRYPTED -> {
                    return new Cell("encrypted", "absent");
                }
                case RecordGuard.UNREADABLE -> {
                    return new Cell("unreadable: encrypted with a key that is not here", "absent");
                }
                default -> {
                    // A value of the store's own.
                }
            }
        }
        if (RecordGuard.isCipherText(value.get())) {
            return new Cell("unreadable: encrypted, and the map of personal data does not say so here", "absent");
        }
        return new Cell(Show.cut(text(value.get()), SHOWN), "");
    }

    /** A value as people would write it. */
    static String text(Value value) {
        if (value instanceof Text text) {
            return head(text);
        } else if (value instanceof Value.Json json) {
            return head(json.text());
        } else if (value instanceof Bytes bytes) {
            return bytes.array().length == 0 ? "no bytes" : bytes.toString();
        } else if (value instanceof Content content) {
            return Show.bytes(content.length()) + " of " + (content.kind() == Kind.TEXT ? "text" : "bytes");
        } else if (value instanceof Document document) {
            return document.toMap().entrySet().stream()
                    .limit(SHOWN)
                    .map(Cells::entry)
                    .collect(Collectors.joining(", ", "{", "}"));
        } else if (value instanceof Value.Array array) {
            return array.items().stream().limit(SHOWN).map(Cells::text).collect(Collectors.joining(", ", "[", "]"));
        }
        return scalar(value);
    }

    private static String entry(Map.Entry<String, Value> entry) {
        return entry.getKey() + ": " + text(entry.getValue());
    }

    private static String head(Text text) {
        // Four bytes are the most that a character takes; decoding a megabyte to show a line would be waste.
        int most = 4 * (SHOWN + 1);
        if (text.utf8().length <= most) {
            return text.string();
        }
        return Show.cut(Text.ofUtf8(Arrays.copyOf(text.utf8(), most)).string(), SHOWN);
    }

    private static String scalar(Value value) {
        if (value instanceof Value.Bool bool) {
            return bool.isTrue() ? "true" : "false";
        } else if (value instanceof Value.Int32 number) {
            return Integer.toString(number.number());
        } else if (value instanceof Value.Int64 number) {
            return Long.toString(number.number());
        } else if (value instanceof Value.Float64 number) {
            return Double.toString(number.number());
        } else if (value instanceof Value.Decimal number) {
            return number.number().precision() - number.number().scale() > SHOWN
                    ? number.number().toString()
                    : number.number().toPlainString();
        } else if (value instanceof Value.Uuid uuid) {
            return uuid.id().toString();
        } else if (value instanceof Value.Date date) {
            return date.date().toString();
        } else if (value instanceof Value.Time time) {
            return time.time().toString();
        } else if (value instanceof Value.LocalTimestamp timestamp) {
            return timestamp.timestamp().toString().replace('T', ' ');
        } else if (value instanceof Value.Moment moment) {
            return moment.instant().toString();
        } else if (value instanceof Value.OffsetTimestamp timestamp) {
            return timestamp.timestamp().toString();
        } else if (value instanceof Value.Extension extension) {
            return Show.cut(extension.text(), SHOWN);
        }
        return "null";
    }
}
