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
import dev.naust.json.JsonTexts;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    /** Takes texts out of what is on record of a run; whether there were some. */
    boolean amend(String run, UnaryOperator<String> words, UnaryOperator<Document> report) {
        return state.ask(backend -> {
            DocumentRepository repository = backend.repository(WANTED);
            Optional<Document> record = repository.find(key(run)).map(DocumentRepository.Entry::body);
            if (record.isEmpty()) {
                return false;
            }
            Document before = json.readDocument(((Text) record.get().get("data").orElseThrow()).string());
            Document fewer = before.get("report")
                    .map(end -> before.with("report", report.apply((Document) end)))
                    .orElse(before);
            Document after = JsonTexts.replaced(fewer, words);
            if (after.equals(before)) {
                return false;
            }
            repository.replace(key(run), record.get().with("data", Value.text(json.write(after))), Optional.empty());
            return true;
        });
    }

    private static RecordKey key(String run) {
        return RecordKey.of("id", Value.text(run));
    }
}
