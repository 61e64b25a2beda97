package dev.naust.memory;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes to a copy of its collection, which takes the collection's place when it is flushed. When others changed the
 * collection meanwhile, the records are written again to what is there then.
 */
final class MemoryWriter implements RecordWriter {
    private final MemoryStore store;
    private final DatasetId id;
    private final WriteMode mode;
    private final RecordShaper shaper;
    private final List<DataRecord> taken = new ArrayList<>();
    private MemoryTable base;
    private TableEdit edit;
    private boolean closed;

    MemoryWriter(MemoryStore store, WriteRequest request) {
        this.store = store;
        this.id = request.schema().id();
        this.mode = request.mode();
        this.base = store.contents().table(id);
        this.edit = new TableEdit(base);
        if (mode != WriteMode.INSERT && base.schema().key().isEmpty()) {
            throw new StoreException(
                    MemoryErrorCode.NO_KEY,
                    "Collection \"" + id
                            + "\" has no key, so single records cannot be replaced or deleted; only adding works");
        }
        this.shaper = new RecordShaper(base.schema(), store.contents().clock());
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        ensureOpen();
        long before = edit.weight();
        List<Rejected> rejected = new ArrayList<>();
        for (DataRecord record : batch) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            store.contents().reserve(edit.weight() - base.weight() + shaper.weight(record));
            write(record).ifPresent(problem -> rejected.add(new Rejected(record, problem.field(), problem.reason())));
        }
        return new WriteReport(batch.size() - rejected.size(), Math.max(0, edit.weight() - before), rejected);
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        ensureOpen();
        store.contents().change(id, now -> {
            base = now == base ? edit.table() : again(now).table();
            return base;
        });
        edit = new TableEdit(base);
        taken.clear();
        return WriteReport.nothing();
    }

    @Override
    public void close() {
        closed = true;
        taken.clear();
    }

    private Optional<TableEdit.Problem> write(DataRecord record) {
        RecordShaper.Shaped shaped = mode == WriteMode.DELETE ? shaper.key(record) : shaper.full(record);
        Optional<TableEdit.Problem> problem =
                shaped.problem().isPresent() ? shaped.problem() : edit.apply(mode, shaped.record());
        if (problem.isEmpty()) {
            taken.add(shaped.record());
        }
        return problem;
    }

    private TableEdit again(MemoryTable now) {
        TableEdit fresh = new TableEdit(now);
        for (DataRecord record : taken) {
            fresh.apply(mode, record).ifPresent(problem -> {
                throw new StoreException(
                        MemoryErrorCode.BUSY,
                        "Others wrote to \"" + id
                                + "\" since this writer's last flush, and a record of both would clash. "
                                + "Nothing was written; try again");
            });
        }
        return fresh;
    }

    private void ensureOpen() {
        store.ensureOpen();
        if (closed) {
            throw MemoryStore.closed("This writer");
        }
    }
}
