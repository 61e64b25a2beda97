package dev.naust.migration.compare;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.Pump;
import dev.naust.api.store.StoreException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.LongConsumer;

/** One pass over one side: each record in the common form, with the hash of its key and of its content. */
final class Scan {
    private static final int TOLD = 2_000;

    private final Pump pump;
    private final Schema common;
    private final LongConsumer onRecords;

    Scan(Pump pump, Schema common, LongConsumer onRecords) {
        this.pump = pump;
        this.common = common;
        this.onRecords = onRecords;
    }

    /** Gets every record of a pass, one after another. */
    interface Visitor {
        /** Looks at nothing; the side's content as a whole is counted all the same. */
        Visitor NONE = (key, content, record, body) -> {};

        /**
         * Takes a record.
         *
         * @param key the SHA-256 of its key's canonical form
         * @param content the SHA-256 of its content in the common form
         * @param record as its store handed it out
         * @param body in the common form
         */
        void visit(byte[] key, byte[] content, DataRecord record, Document body) throws InterruptedException;
    }

    /**
     * Reads the whole side.
     *
     * @return its content, by which another pass can tell whether it changed meanwhile
     */
    ContentHash over(Side side, Visitor visitor) throws InterruptedException {
        CanonicalForm form = new CanonicalForm();
        ContentHash.Accumulator total = new ContentHash.Accumulator();
        Layout keyLayout = Layout.of(common.key());
        long[] seen = {0};
        try {
            pump.read(new Pump.Reading(side.store(), side.request(), side.fields(), common, (record, body) -> {
                byte[] key = form.hash(key(keyLayout, body));
                byte[] content = form.hash(body);
                total.add(content);
                visitor.visit(key, content, record, body);
                if (++seen[0] % TOLD == 0) {
                    onRecords.accept(TOLD);
                    if (Thread.interrupted()) {
                        throw new InterruptedException("The comparison was stopped");
                    }
                }
            }));
        } catch (StoreException failure) {
            throw new StoreException(
                    failure.code(), "Reading " + side.declared().id() + " failed: " + failure.getMessage(), failure);
        } catch (UncheckedIOException failure) {
            throw new StoreException(
                    dev.naust.api.service.ServiceError.STORE_UNAVAILABLE,
                    "Reading " + side.declared().id() + " failed: " + failure.getMessage(),
                    failure);
        }
        onRecords.accept(seen[0] % TOLD);
        return total.result();
    }

    private static Document key(Layout layout, Document body) {
        List<String> names = layout.names();
        Value[] values = new Value[names.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = body.get(names.get(i)).orElse(Value.ofNull());
        }
        return Document.of(layout, values);
    }
}
