package dev.naust.filesystem.collection;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Rejected;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Judges records as {@link CollectionWriter} does, and writes none. */
public final class CollectionScrutiny {
    private CollectionScrutiny() {}

    /** Those that a collection with this schema does not take. */
    public static List<Rejected> refused(Schema schema, List<DataRecord> records, Clock clock) {
        Shaper shaper = new Shaper(schema, clock);
        LineForm form = new LineForm();
        List<Rejected> refused = new ArrayList<>();
        for (DataRecord each : records) {
            Shaper.Shaped shaped = shaper.full(each);
            if (!shaped.fits()) {
                refused.add(new Rejected(each, shaped.field(), shaped.reason()));
                continue;
            }
            Line line = Line.of(shaped.body(), form);
            if (!line.fits()) {
                refused.add(new Rejected(each, line.field(), line.reason()));
            }
        }
        return refused;
    }
}
