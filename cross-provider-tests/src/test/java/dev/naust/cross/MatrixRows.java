package dev.naust.cross;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.json.IsoTimes;
import dev.naust.json.JsonValues;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The rows of the matrix's collections: a number and a value. */
final class MatrixRows {
    static final String ID = "id";
    static final String VALUE = "v";

    private static final int SHOWN = 60;
    private static final JsonValues JSON = new JsonValues();

    private MatrixRows() {}

    static Map<Long, Value> read(Store store, DatasetId id) throws InterruptedException {
        Map<Long, Value> rows = new TreeMap<>();
        try (RecordReader reader = store.read(ReadRequest.of(id).streamingAbove(Integer.MAX_VALUE))) {
            Batch batch;
            do {
                batch = reader.next(1_000, 8 << 20);
                for (DataRecord record : batch.records()) {
                    Value number = record.body().get(ID).orElseThrow();
                    rows.put(
                            Long.parseLong(number.toString()),
                            record.body().get(VALUE).orElse(Value.ofNull()));
                }
            } while (!batch.last());
        }
        return rows;
    }

    static boolean same(Value a, Value b) {
        return Arrays.equals(hash(a), hash(b));
    }

    private static byte[] hash(Value value) {
        return new CanonicalForm().hash(Document.of(Map.of(VALUE, value)));
    }

    /** What a value says, as text. */
    static String text(Value value) {
        if (value instanceof Value.OffsetTimestamp at) {
            return IsoTimes.of(at.timestamp());
        }
        if (value instanceof Value.LocalTimestamp at) {
            return IsoTimes.of(at.timestamp());
        }
        if (value instanceof Value.Time at) {
            return IsoTimes.of(at.time());
        }
        return value.kind() == Kind.ARRAY || value.kind() == Kind.DOCUMENT ? JSON.write(value) : value.toString();
    }

    static String shown(Value value) {
        String text = value.kind() + " " + text(value);
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
