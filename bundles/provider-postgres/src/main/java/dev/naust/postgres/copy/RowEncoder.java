package dev.naust.postgres.copy;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.model.Value;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.type.Column;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into rows of binary {@code COPY}. A record that does not fit leaves nothing behind. For one thread at a time.
 */
final class RowEncoder {
    /** The server's limit of a row that it assembles in memory, less room for what it adds. */
    private static final long LARGEST_ROW = 0x3fffffffL - 64 * 1024;

    private static final int CHUNK = 64 * 1024;

    private final List<Column> columns;
    private final Codec[] codecs;
    private final Set<String> ignored;
    private final List<Streamed> streamed = new ArrayList<>(0);
    private @Nullable Layout seen;
    private int[] positions = {};
    private int[] places = {};

    /**
     * An encoder for these columns, in this order.
     *
     * @param ignored fields that records may hold and that are not written
     */
    RowEncoder(List<Column> columns, Set<String> ignored) {
        this(
                columns,
                ignored,
                columns.stream().map(column -> Codecs.of(column.type())).toArray(Codec[]::new));
    }

    /** @param codecs one for each column */
    RowEncoder(List<Column> columns, Set<String> ignored, Codec[] codecs) {
        this.columns = columns;
        this.codecs = codecs;
        this.ignored = ignored;
    }

    /** The content that the last row still lacks, in order; the next call of {@link #encode} empties it. */
    List<Streamed> streamed() {
        return streamed;
    }

    /**
     * Appends a record as a row.
     *
     * @return why the table cannot hold it; the buffer is then as it was before
     */
    Optional<Rejected> encode(DataRecord record, CopyBuffer out) {
        streamed.clear();
        Document body = record.body();
        Layout layout = body.layout();
        if (layout != seen && !layout.equals(seen)) {
            Optional<String> stranger = look(layout);
            if (stranger.isPresent()) {
                return Optional.of(new Rejected(record, stranger.get(), "The table has no such column"));
            }
        }
        seen = layout;
        int mark = out.length();
        out.putShort(codecs.length);
        for (int i = 0; i < codecs.length; i++) {
            try {
                Value value = positions[i] < 0 ? Value.Null.NULL : body.at(positions[i]);
                if (value == Value.Null.NULL) {
                    putNull(columns.get(i), out);
                } else if (value instanceof Content content) {
                    putContent(content, i, out);
                } else {
                    codecs[i].encode(value, out);
                }
            } catch (MisfitException e) {
                out.cutOff(mark);
                streamed.clear();
                return Optional.of(new Rejected(record, columns.get(i).name(), e.getMessage()));
            }
        }
        long size = out.length() - mark;
        for (Streamed part : streamed) {
            size += part.content().length();
        }
        if (size > LARGEST_ROW) {
            out.cutOff(mark);
            streamed.clear();
            return Optional.of(new Rejected(
                    record, "", "A PostgreSQL row holds at most 1 GB, and this one has " + size + " bytes"));
        }
        return Optional.empty();
    }

    /** Whether packed records of these fields can be encoded. */
    boolean takesPacked(Layout layout) {
        return Arrays.stream(codecs).allMatch(Codec::takesPacked)
                && layout.size() == codecs.length
                && look(layout).isEmpty();
    }

    /**
     * Appends a packed record as a row.
     *
     * @return false when it takes a closer look at the record; the buffer is then as it was before
     */
    boolean encode(PackedRecords records, int record, CopyBuffer out) {
        streamed.clear();
        Layout layout = records.layout();
        if (layout != seen && !layout.equals(seen)) {
            look(layout);
        }
        seen = layout;
        records.locate(record, places);
        byte[] bytes = records.bytes();
        int mark = out.length();
        out.putShort(codecs.length);
        try {
            for (int i = 0; i < codecs.length; i++) {
                int at = places[positions[i]];
                boolean done = bytes[at] == 'N' ? putNull(i, out) : codecs[i].encode(bytes, at, out);
                if (!done) {
                    out.cutOff(mark);
                    return false;
                }
            }
        } catch (MisfitException e) {
            out.cutOff(mark);
            return false;
        }
        return true;
    }

    private boolean putNull(int column, CopyBuffer out) {
        out.putInt(-1);
        return columns.get(column).field().nullable();
    }

    /** Finds the columns' places in a layout; answers with a field that is no column. */
    private Optional<String> look(Layout layout) {
        int[] found = new int[codecs.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = layout.indexOf(columns.get(i).name());
        }
        positions = found;
        places = new int[layout.size()];
        Set<String> names = columns.stream().map(Column::name).collect(java.util.stream.Collectors.toSet());
        return layout.names().stream()
                .filter(name -> !names.contains(name) && !ignored.contains(name))
                .findFirst();
    }

    private static void putNull(Column column, CopyBuffer out) throws MisfitException {
        if (!column.field().nullable()) {
            throw new MisfitException("The column is NOT NULL, and this is a null");
        }
        out.putInt(-1);
    }

    private void putContent(Content content, int column, CopyBuffer out) throws MisfitException {
        if (content.length() > LARGEST_ROW) {
            throw Misfits.tooLarge(content.length());
        }
        boolean text = codecs[column] instanceof TextCodec;
        if (content.kind() != (text ? Kind.TEXT : Kind.BYTES) || !text && codecs[column] != BytesCodec.BYTEA) {
            throw new MisfitException("The column holds no "
                    + (content.kind() == Kind.TEXT ? "text" : "bytes") + " of "
                    + content.length() + " bytes");
        }
        if (text) {
            ((TextCodec) codecs[column]).checkLength(characters(content));
        }
        out.putInt((int) content.length());
        streamed.add(new Streamed(out.length(), content));
    }

    /** Reads a large text once before it is sent: half a row cannot be taken back. */
    private static long characters(Content content) throws MisfitException {
        Utf8 check = new Utf8();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = content.open()) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                check.accept(chunk, 0, n);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return check.finish();
    }

    static StoreException unreadable(IOException cause) {
        return new StoreException(
                PostgresErrorCode.CONTENT,
                "A large value could not be read from its source: " + cause.getMessage()
                        + ". Check the source and try again.",
                cause);
    }
}
