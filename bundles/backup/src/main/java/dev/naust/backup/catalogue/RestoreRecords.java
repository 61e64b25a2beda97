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
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.json.ExactJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The restores that have begun to write and have not come to their end, on record before the first byte, so that a power cut
 * cannot hide one. Safe for use by several threads and several servers.
 */
public final class RestoreRecords {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final Schema RESTORES = Schema.table(
            DatasetId.of("naust_restores"),
            List.of(Field.required("id", TEXT), Field.required("target", TEXT), Field.required("data", TEXT)),
            List.of("id"));

    private final ServerState state;
    private final ExactJson json = new ExactJson();

    /** Keeps them in the server's state. */
    public RestoreRecords(ServerState state) {
        this.state = state;
    }

    /**
     * A restore that has begun to write.
     *
     * @param run its run's id
     * @param made the collections that it makes in the target
     * @param filled all collections that it writes to
     */
    public record Begun(
            String run, String backup, String target, Instant since, List<DatasetId> made, List<DatasetId> filled) {}

    /** Puts a restore on record. */
    public void begin(Begun restore) {
        state.ask(backend -> backend.repository(RESTORES)
                .create(new Fields()
                        .put("id", restore.run())
                        .put("target", restore.target())
                        .put("data", json.write(document(restore)))
                        .document()));
    }

    /** Takes a restore off the record, which has come to its end or was replaced by another. */
    public void end(String run) {
        try {
            state.ask(backend -> backend.repository(RESTORES).delete(key(run), Optional.empty()));
        } catch (StoreException e) {
            if (e.code() != ServiceError.RECORD_NOT_FOUND) {
                throw e;
            }
        }
    }

    /** All that are on record, the oldest first; those that still run are among them. */
    public List<Begun> all() {
        Query query = Query.first(DocumentRepository.MOST).sortedBy(Sort.up("id"));
        return state.ask(backend -> backend.repository(RESTORES).list(query)).items().stream()
                .map(entry -> read(json.readDocument(Fields.text(entry.body(), "data"))))
                .toList();
    }

    private static Document document(Begun restore) {
        return new Fields()
                .put("run", restore.run())
                .put("backup", restore.backup())
                .put("target", restore.target())
                .put("since", restore.since().toString())
                .put("made", ids(restore.made()))
                .put("filled", ids(restore.filled()))
                .document();
    }

    private static Begun read(Document document) {
        return new Begun(
                Fields.text(document, "run"),
                Fields.text(document, "backup"),
                Fields.text(document, "target"),
                Instant.parse(Fields.text(document, "since")),
                ids(document, "made"),
                ids(document, "filled"));
    }

    private static Value.Array ids(List<DatasetId> ids) {
        return new Value.Array(
                ids.stream().<Value>map(id -> Fields.array(id.path())).toList());
    }

    private static List<DatasetId> ids(Document document, String name) {
        return ((Value.Array) document.get(name).orElseThrow())
                .items().stream().map(each -> new DatasetId(Fields.texts(each))).toList();
    }

    private static RecordKey key(String id) {
        return RecordKey.of("id", Value.text(id));
    }
}
