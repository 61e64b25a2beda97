package dev.naust.backup.catalogue;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.Run;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import dev.naust.json.ExactJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The backups that are on record. Safe for use by several threads. */
public final class BackupRecords {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final Schema BACKUPS = Schema.table(
            DatasetId.of("naust_backups"),
            List.of(
                    Field.required("id", TEXT),
                    Field.required("store", TEXT),
                    Field.required("state", TEXT),
                    Field.required("data", TEXT)),
            List.of("id"));

    private final ServerState state;
    private final ExactJson json = new ExactJson();

    /** Keeps them in the server's state. */
    public BackupRecords(ServerState state) {
        this.state = state;
    }

    /** Puts a backup on record, unless somebody did already. */
    public void register(Backed backup) {
        try {
            state.ask(backend -> {
                DocumentRepository records = backend.repository(BACKUPS);
                RecordKey key = key(backup.backup().id());
                return records.find(key).isPresent() ? backup : records.create(row(backup));
            });
        } catch (StoreException e) {
            if (e.code() != ServiceError.RECORD_EXISTS) {
                throw e;
            }
        }
    }

    /** Changes what is on record of a backup; nothing when it was removed. */
    public void update(String id, UnaryOperator<Backed> change) {
        state.ask(backend -> {
            DocumentRepository records = backend.repository(BACKUPS);
            Optional<DocumentRepository.Entry> there = records.find(key(id));
            if (there.isPresent()) {
                Backed changed = change.apply(backed(there.get().body()));
                records.replace(key(id), row(changed), Optional.empty());
            }
            return id;
        });
    }

    /** The backup with this id. */
    public Optional<Backed> find(String id) {
        return state.ask(backend -> backend.repository(BACKUPS).find(key(id))).map(entry -> backed(entry.body()));
    }

    /**
     * Backups, the newest first; ids sort by time.
     *
     * @param limit at most this many, up to {@link DocumentRepository#MOST}
     */
    public List<Backed> list(Optional<String> store, Optional<String> before, int limit) {
        List<Filter> filters = new ArrayList<>();
        store.ifPresent(name -> filters.add(Filter.eq("store", Value.text(name))));
        before.ifPresent(id -> filters.add(new Filter.Comparison("id", Filter.Operator.LT, Value.text(id))));
        return page(new Filter.And(filters), limit);
    }

    /** Backups that are being made, or were when the server ended. */
    public List<Backed> unfinished() {
        return page(Filter.eq("state", Value.text(Run.State.RUNNING.name())), DocumentRepository.MOST);
    }

    /** Takes a backup off the record. */
    public void remove(String id) {
        state.ask(backend -> backend.repository(BACKUPS).delete(key(id), Optional.empty()));
    }

    private List<Backed> page(Filter filter, int limit) {
        Query query = Query.first(limit).where(filter).sortedBy(Sort.down("id"));
        return state.ask(backend -> backend.repository(BACKUPS).list(query)).items().stream()
                .map(entry -> backed(entry.body()))
                .toList();
    }

    private Document row(Backed backup) {
        return new Fields()
                .put("id", backup.backup().id())
                .put("store", backup.backup().store())
                .put("state", backup.backup().state().name())
                .put("data", json.write(backup.document()))
                .document();
    }

    private Backed backed(Document row) {
        return Backed.read(json.readDocument(Fields.text(row, "data")));
    }

    private static RecordKey key(String id) {
        return RecordKey.of("id", Value.text(id));
    }
}
