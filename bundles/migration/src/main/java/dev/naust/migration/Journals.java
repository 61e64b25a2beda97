package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.ServerState;
import dev.naust.json.DocumentRecords;
import dev.naust.json.JsonTexts;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The journals of migrations in the server's state, by their runs' ids. Safe for use by several threads. */
final class Journals {
    private final DocumentRecords journals = new DocumentRecords("naust_migrations");
    private final ServerState state;

    Journals(ServerState state) {
        this.state = state;
    }

    Optional<Journal> find(String run) throws InterruptedException {
        return state.use(backend -> backend.repository(journals.schema()).find(DocumentRecords.key(run)))
                .map(entry -> Journal.of(journals.kept(entry.body())));
    }

    void save(String run, Journal journal) throws InterruptedException {
        Document record = journals.record(run, journal.toDocument());
        state.use(backend -> {
            DocumentRepository repository = backend.repository(journals.schema());
            return repository.find(DocumentRecords.key(run)).isPresent()
                    ? repository.replace(DocumentRecords.key(run), record, Optional.empty())
                    : repository.create(record);
        });
    }

    /** Takes texts out of what is on record of a run; whether there were some. */
    boolean amend(String run, UnaryOperator<String> words, UnaryOperator<Document> report) {
        return state.ask(backend -> {
            DocumentRepository repository = backend.repository(journals.schema());
            Optional<Document> record =
                    repository.find(DocumentRecords.key(run)).map(DocumentRepository.Entry::body);
            if (record.isEmpty()) {
                return false;
            }
            Document before = journals.kept(record.get());
            Document fewer = before.get("report")
                    .map(end -> before.with("report", report.apply((Document) end)))
                    .orElse(before);
            Document after = JsonTexts.replaced(fewer, words);
            if (after.equals(before)) {
                return false;
            }
            repository.replace(DocumentRecords.key(run), journals.record(run, after), Optional.empty());
            return true;
        });
    }
}
