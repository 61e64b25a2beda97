package dev.naust.backup.format;

import dev.naust.api.model.DataRecord;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads one collection of a backup, block by block. */
final class ArchiveReader implements RecordReader {
    private final Archive archive;
    private final Manifest.Collection collection;
    private final SeekableByteChannel channel;
    private final RecordForm form = new RecordForm();
    private final Optional<Filter> filter;
    private final boolean resumable;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private long place;
    private long taken;

    ArchiveReader(Archive archive, Manifest.Collection collection, ReadRequest request, SeekableByteChannel channel)
            throws IOException {
        this.archive = archive;
        this.collection = collection;
        this.channel = channel;
        this.filter = request.filter();
        this.resumable = request.resumable();
        this.place = collection.start();
        channel.position(place);
        if (request.after().isPresent()) {
            resume(request.after().get());
        }
    }

    /** A position is where a block begins, and how many of its records are behind. */
    private void resume(Position position) throws IOException {
        long[] parts = Arrays.stream(position.token().split("-", 2))
                .mapToLong(Long::parseLong)
                .toArray();
        if (parts[0] < collection.start() || parts[0] > collection.end()) {
            throw new Block.BrokenException("a position is not within collection " + collection.name());
        }
        channel.position(parts[0]);
        while (taken < parts[1]) {
            if (!block.hasRemaining() && !load()) {
                return;
            }
            one();
        }
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        List<DataRecord> records = new ArrayList<>();
        long weight = 0;
        try {
            while (records.size() < maxRecords && weight < maxBytes) {
                if (!block.hasRemaining() && !load()) {
                    return new Batch(records, position(), true);
                }
                DataRecord record = one();
                if (filter.isEmpty() || filter.get().matches(record.body())) {
                    records.add(record);
                    weight += record.weight();
                }
            }
            return new Batch(records, position(), false);
        } catch (IOException e) {
            throw archive.failure(e, place);
        }
    }

    private DataRecord one() throws IOException {
        taken++;
        return form.read(block, collection.schema().key(), archive::content);
    }

    private Optional<Position> position() {
        return resumable ? Optional.of(new Position(place + "-" + taken)) : Optional.empty();
    }

    private boolean load() throws IOException {
        long before = channel.position();
        Optional<byte[]> next = Block.records(channel, collection.end());
        if (next.isPresent()) {
            place = before;
            taken = 0;
            block = ByteBuffer.wrap(next.get());
        }
        return next.isPresent();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw archive.failure(e, place);
        }
    }
}
