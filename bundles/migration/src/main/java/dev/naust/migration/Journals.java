package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.ServerState;
import dev.naust.json.ExactJson;
import java.util.List;
import java.util.Optional;

/** The journals of migrations in the server's state, by their runs' ids. Safe for use by several threads. */
final class Journals {
    private static final Schema WANTED = Schema.table(
            DatasetId.of("naust_migrations"),
            List.of(Field.required("id", FieldType.of(Kind.TEXT)), Field.required("data", FieldType.of(Kind.TEXT))),
            List.of("id"));

    private final ExactJson json = new ExactJson();
    private final ServerState state;

    Journals(ServerState state) {
        this.state = state;
    }

    Optional<Journal> find(String run) throws InterruptedException {
        return state.use(backend -> backend.repository(WANTED).find(key(run)))
                .map(entry -> Journal.of(
                        json.readDocument(((Text) entry.body().get("data").orElseThrow()).string())));
    }

    void save(String run, Journal journal) throws InterruptedException {
        Document record =
                Document.empty().with("id", Value.text(run)).with("data", Value.text(json.write(journal.toDocument())));
        state.use(backend -> {
            DocumentRepository repository = backend.repository(WANTED);
            return repository.find(key(run)).isPresent()
                    ? repository.replace(key(run), record, Optional.empty())
                    : repository.create(record);
        });
    }

    private static RecordKey key(String run) {
        return RecordKey.of("id", Value.text(run));
    }
}
