package dev.naust.control.run;

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
import dev.naust.api.store.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runs that are on record, with their reports. */
final class RunArchive {
    private static final Field ID = Field.required("id", FieldType.of(Kind.TEXT));
    private static final Field DATA = Field.required("data", FieldType.of(Kind.TEXT));
    private static final Schema RUNS = Schema.table(
            DatasetId.of("naust_runs"),
            List.of(
                    ID,
                    Field.required("kind", FieldType.of(Kind.TEXT)),
                    Field.required("state", FieldType.of(Kind.TEXT)),
                    DATA),
            List.of("id"));
    private static final Schema REPORTS =
            Schema.table(DatasetId.of("naust_run_reports"), List.of(ID, DATA), List.of("id"));

    private final RunDocuments documents = new RunDocuments();
    private final ServerState state;

    RunArchive(ServerState state) {
        this.state = state;
    }

    void save(Run run, Optional<Document> report) throws InterruptedException {
        state.use(backend -> {
            // The report goes first: a run that is on record as over has its report on record, too.
            if (report.isPresent()) {
                put(backend.repository(REPORTS), documents.report(run.id(), report.get()));
            }
            put(backend.repository(RUNS), documents.record(run));
            return run;
        });
    }

    Optional<Run> find(String id) {
        return state.ask(backend -> backend.repository(RUNS).find(key(id))).map(entry -> documents.run(entry.body()));
    }

    Optional<Document> report(String id) {
        return state.ask(backend -> backend.repository(REPORTS).find(key(id)))
                .map(entry -> documents.report(entry.body()));
    }

    /** Runs, the newest first; ids sort by time. */
    List<Run> list(Optional<String> kind, Optional<String> before, int limit) {
        List<Filter> filters = new ArrayList<>();
        kind.ifPresent(name -> filters.add(Filter.eq("kind", Value.text(name))));
        before.ifPresent(id -> filters.add(new Filter.Comparison("id", Filter.Operator.LT, Value.text(id))));
        return page(new Filter.And(filters), limit);
    }

    /** Runs that were going on when the server ended, the newest first. */
    List<Run> unfinished(Optional<String> before, int limit) {
        List<Filter> filters = new ArrayList<>();
        filters.add(new Filter.In(
                "state", List.of(Value.text(Run.State.QUEUED.name()), Value.text(Run.State.RUNNING.name()))));
        before.ifPresent(id -> filters.add(new Filter.Comparison("id", Filter.Operator.LT, Value.text(id))));
        return page(new Filter.And(filters), limit);
    }

    private List<Run> page(Filter filter, int limit) {
        Query query = Query.first(limit).where(filter).sortedBy(Sort.down("id"));
        return state.ask(backend -> backend.repository(RUNS).list(query)).items().stream()
                .map(entry -> documents.run(entry.body()))
                .toList();
    }

    private static void put(DocumentRepository repository, Document record) throws InterruptedException {
        RecordKey key = RecordKey.from(record, List.of("id"));
        if (repository.find(key).isPresent()) {
            repository.replace(key, record, Optional.empty());
        } else {
            repository.create(record);
        }
    }

    private static RecordKey key(String id) {
        return RecordKey.of("id", Value.text(id));
    }
}
