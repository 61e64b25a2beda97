package dev.naust.api.store;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import java.util.Optional;

/**
 * What to read.
 *
 * @param dataset the collection
 * @param readAs the fields to read and the kinds to read them as, as {@link Profiling} found or a plan decided; empty reads
 *     all fields as {@link Store#describe} declares them. A value that is not of its field's kind is handed out as what it
 *     is, for the caller to judge, and never bent.
 * @param filter which records; the reader hands out no others
 * @param after start behind this position of an earlier reader of the same request
 * @param resumable whether batches must carry positions; reading in key order may cost more than reading in any order
 * @param largeValue values above this many bytes are handed out as streamed {@link dev.naust.api.model.Content}
 * @param most how many records are wanted, 0 for all; a reader may say that it is at the end when it has handed out as many,
 *     and may ignore this
 * @param expecting whether reading ends with {@link CommonError#NOT_AS_EXPECTED} at the first record that is not as
 *     {@link Profiling#expect} said; asked only of who said something
 */
public record ReadRequest(
        DatasetId dataset,
        Optional<Schema> readAs,
        Optional<Filter> filter,
        Optional<Position> after,
        boolean resumable,
        int largeValue,
        long most,
        boolean expecting) {

    /** The default of {@link #largeValue()}: one mebibyte. */
    public static final int LARGE_VALUE = 1 << 20;

    /** What to read of records of which nothing is expected. */
    public ReadRequest(
            DatasetId dataset,
            Optional<Schema> readAs,
            Optional<Filter> filter,
            Optional<Position> after,
            boolean resumable,
            int largeValue,
            long most) {
        this(dataset, readAs, filter, after, resumable, largeValue, most, false);
    }

    /** All records of a collection, in any order. */
    public static ReadRequest of(DatasetId dataset) {
        return new ReadRequest(
                dataset, Optional.empty(), Optional.empty(), Optional.empty(), false, LARGE_VALUE, 0, false);
    }

    /** The same, reading these fields as these kinds. */
    public ReadRequest as(Schema schema) {
        return new ReadRequest(dataset, Optional.of(schema), filter, after, resumable, largeValue, most, expecting);
    }

    /** The same, only for matching records. */
    public ReadRequest where(Filter condition) {
        return new ReadRequest(dataset, readAs, Optional.of(condition), after, resumable, largeValue, most, expecting);
    }

    /** The same, with a position in every batch. */
    public ReadRequest withPositions() {
        return new ReadRequest(dataset, readAs, filter, after, true, largeValue, most, expecting);
    }

    /** The same, behind a position. */
    public ReadRequest resumeAfter(Position position) {
        return new ReadRequest(dataset, readAs, filter, Optional.of(position), true, largeValue, most, expecting);
    }

    /** The same, streaming values above this many bytes. */
    public ReadRequest streamingAbove(int bytes) {
        return new ReadRequest(dataset, readAs, filter, after, resumable, bytes, most, expecting);
    }

    /** The same, for somebody who will not ask for more than this many records. */
    public ReadRequest atMost(long records) {
        return new ReadRequest(dataset, readAs, filter, after, resumable, largeValue, records, expecting);
    }

    /** The same, for somebody who goes by what {@link Profiling#expect} said. */
    public ReadRequest expected() {
        return new ReadRequest(dataset, readAs, filter, after, resumable, largeValue, most, true);
    }
}
