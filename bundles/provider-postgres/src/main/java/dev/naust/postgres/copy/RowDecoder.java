package dev.naust.postgres.copy;

import dev.naust.api.model.CanonicalBytes;
import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Value;
import dev.naust.postgres.type.Column;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns rows of binary {@code COPY} into records. For one thread at a time. */
final class RowDecoder implements CanonicalForm.Fields {
    private static final int SIGNATURE = 11;

    private final Selection selection;
    private final Codec[] codecs;
    private final Layout layout;
    private final List<String> keyNames;
    private final @Nullable LargeValues large;
    private final int[] places;
    private final int[] lengths;
    private byte[] row = {};
    private boolean begun;

    /** @param large makes the values that the row only announces; null when rows are whole */
    RowDecoder(Selection selection, @Nullable LargeValues large) {
        this.selection = selection;
        this.codecs = selection.columns().stream()
                .map(column -> Codecs.of(column.type()))
                .toArray(Codec[]::new);
        this.layout = Layout.of(selection.columns().stream().map(Column::name).toList());
        this.keyNames = selection.hasKey() ? selection.table().schema().key() : List.of();
        this.large = large;
        this.places = new int[codecs.length];
        this.lengths = new int[codecs.length];
    }

    /** Prepares for the first message of another copy. */
    void restart() {
        begun = false;
    }

    /** The record of a message; null when the message says that there are no more. */
    @Nullable
    DataRecord decode(byte[] message) {
        int at = start(message);
        if (Wire.int16(message, at) < 0) {
            return null;
        }
        at += 2;
        Value[] values = new Value[codecs.length];
        for (int i = 0; i < values.length; i++) {
            int length = Wire.int32(message, at);
            at += 4;
            if (length < 0) {
                values[i] = Value.Null.NULL;
            } else {
                values[i] = codecs[i].decode(message, at, length);
                at += length;
            }
        }
        if (large != null) {
            putLarge(message, at, values, large);
        }
        return DataRecord.of(keyNames, Document.of(layout, values));
    }

    private int start(byte[] message) {
        int at = begun ? 0 : SIGNATURE + 8 + Wire.int32(message, SIGNATURE + 4);
        begun = true;
        return at;
    }

    /** Adds the content of a message's record, without making one; false when the message says that there are no more. */
    boolean add(byte[] message, CanonicalForm form, ContentHash.Accumulator sum) {
        int at = start(message);
        if (Wire.int16(message, at) < 0) {
            return false;
        }
        at += 2;
        for (int i = 0; i < codecs.length; i++) {
            int length = Wire.int32(message, at);
            at += 4;
            places[i] = at;
            lengths[i] = length;
            at += Math.max(length, 0);
        }
        row = message;
        sum.add(form.hash(layout, this));
        return true;
    }

    @Override
    public void put(int index, CanonicalBytes out) {
        if (lengths[index] < 0) {
            out.putNull();
        } else {
            codecs[index].put(row, places[index], lengths[index], out);
        }
    }

    /** Reads what follows the columns: the lengths of values left out, and where the row is. */
    private void putLarge(byte[] message, int from, Value[] values, LargeValues source) {
        int at = from;
        int[] lengths = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            if (selection.large().get(i)) {
                boolean there = Wire.int32(message, at) >= 0;
                at += 4;
                lengths[i] = there ? Wire.int32(message, at) : -1;
                at += there ? 4 : 0;
            }
        }
        long tableOid = Wire.int64(message, at + 4);
        at += 12;
        String address = null;
        for (int i = 0; i < values.length; i++) {
            if (selection.large().get(i) && lengths[i] >= 0) {
                if (address == null) {
                    address = new String(message, at + 4, Wire.int32(message, at), StandardCharsets.US_ASCII);
                }
                values[i] = source.value(selection.columns().get(i), lengths[i], tableOid, address);
            }
        }
    }
}
