package dev.naust.migration.leftover;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.ServerState;
import dev.naust.api.store.Filter;
import dev.naust.json.ExactJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Leftovers on record in the server's state. Safe for use by several threads. */
public final class LeftoverRecords {
    /** A page asks how many of a run's are open each time that it is looked at; other runs' are not to be read for that. */
    private static final Index BY_RUN = new Index(
            "naust_migration_leftovers_by_run",
            false,
            false,
            Stream.of("run", "kind", "number", "open")
                    .map(field -> new Index.Part(field, false))
                    .toList());

    private static final Schema TABLE = new Schema(
            DatasetId.of("naust_migration_leftovers"),
            Shape.TABLE,
            List.of(
                    text("id"),
                    text("run"),
                    text("kind"),
                    Field.required("number", FieldType.of(Kind.INT64)),
                    Field.required("open", FieldType.of(Kind.BOOL)),
                    text("data")),
            List.of("id"),
            List.of(BY_RUN),
            List.of(),
            List.of());

    private static final int AT_ONCE = 500;

    private final ExactJson json = new ExactJson();
    private final ServerState state;

    public LeftoverRecords(ServerState state) {
        this.state = state;
    }

    private static Field text(String name) {
        return Field.required(name, FieldType.of(Kind.TEXT));
    }

    /**
     * A leftover with where it belongs.
     *
     * @param target the target's collection
     * @param back the key that the target's changes tell it by, of one that did not fit the source after the cutover
     */
    public record Entry(String run, DatasetId target, Leftover leftover, Optional<Document> back) {
        /** The same with what became of the leftover. */
        public Entry with(Leftover now) {
            return new Entry(run, target, now, back);
        }
    }

    /** Puts new ones on record. */
    void add(List<Entry> entries) {
        state.ask(backend -> {
            DocumentRepository repository = backend.repository(TABLE);
            for (Entry each : entries) {
                repository.create(document(each));
            }
            return entries.size();
        });
    }

    /** Puts one in the place of the one with its number. */
    public void replace(Entry entry) throws InterruptedException {
        Document document = document(entry);
        state.use(backend ->
                backend.repository(TABLE).replace(RecordKey.from(document, List.of("id")), document, Optional.empty()));
    }

    /** The number of the last one that a run has left; 0 for none. */
    long last(String run, Leftovers.Kind kind) {
        Query last = Query.first(1)
                .where(new Filter.And(of(run, kind)))
                .sortedBy(Sort.down("number"))
                .only(List.of("id", "number"));
        return state.ask(backend -> backend.repository(TABLE).list(last)).items().stream()
                .map(each -> ((Value.Int64) each.body().get("number").orElseThrow()).number())
                .findFirst()
                .orElse(0L);
    }

    /** How many of them are open. */
    public long open(String run, Leftovers.Kind kind) {
        List<Filter> filters = of(run, kind);
        filters.add(Filter.eq("open", Value.Bool.TRUE));
        return count(filters);
    }

    private long count(List<Filter> filters) {
        return state.ask(backend -> backend.repository(TABLE).count(Optional.of(new Filter.And(filters))));
    }

    private static List<Filter> of(String run, Leftovers.Kind kind) {
        return new ArrayList<>(List.of(Filter.eq("run", Value.text(run)), Filter.eq("kind", Value.text(kind.name()))));
    }

    /** The one with this number. */
    public Optional<Entry> find(String run, Leftovers.Kind kind, long number) {
        RecordKey key = RecordKey.of("id", Value.text(id(run, kind, number)));
        return state.ask(backend -> backend.repository(TABLE).find(key)).map(entry -> entry(entry.body()));
    }

    /** In the order of their numbers. */
    public List<Entry> list(String run, Leftovers.Kind kind, long after, int limit, boolean onlyOpen) {
        List<Filter> filters = of(run, kind);
        filters.add(new Filter.Comparison("number", Filter.Operator.GT, Value.int64(after)));
        if (onlyOpen) {
            filters.add(Filter.eq("open", Value.Bool.TRUE));
        }
        Query query = Query.first(limit).where(new Filter.And(filters)).sortedBy(Sort.up("number"));
        return state.ask(backend -> backend.repository(TABLE).list(query)).items().stream()
                .map(each -> entry(each.body()))
                .toList();
    }

    /**
     * All there are of all runs, some at a time; those of a run lie together.
     *
     * @param after behind this one; empty for the first
     */
    public List<Entry> all(Optional<Entry> after, int limit) {
        Query first = Query.first(limit).sortedBy(Sort.up("id"));
        Query query = after.map(last -> first.where(new Filter.Comparison(
                        "id",
                        Filter.Operator.GT,
                        Value.text(id(
                                last.run(),
                                last.leftover().kind(),
                                last.leftover().number())))))
                .orElse(first);
        return state.ask(backend -> backend.repository(TABLE).list(query)).items().stream()
                .map(each -> entry(each.body()))
                .toList();
    }

    /** Removes those of a collection with greater numbers. */
    void forgetBehind(String run, Leftovers.Kind kind, DatasetId target, long number) throws InterruptedException {
        long last = number;
        for (List<Entry> page = list(run, kind, last, AT_ONCE, false);
                !page.isEmpty();
                page = list(run, kind, last, AT_ONCE, false)) {
            for (Entry each : page) {
                last = each.leftover().number();
                if (each.target().equals(target)) {
                    RecordKey key = RecordKey.of("id", Value.text(id(run, kind, last)));
                    state.use(backend -> backend.repository(TABLE).delete(key, Optional.empty()));
                }
            }
        }
    }

    /** Removes all of a run's, which begins anew. */
    public void forget(String run) throws InterruptedException {
        for (Leftovers.Kind kind : Leftovers.Kind.values()) {
            Query query = Query.first(DocumentRepository.MOST)
                    .where(new Filter.And(of(run, kind)))
                    .only(List.of("id"));
            boolean more = true;
            while (more) {
                more = state.use(backend -> {
                    DocumentRepository repository = backend.repository(TABLE);
                    List<DocumentRepository.Entry> some = repository.list(query).items();
                    for (DocumentRepository.Entry each : some) {
                        repository.delete(each.key(), Optional.empty());
                    }
                    return !some.isEmpty();
                });
            }
        }
    }

    private static String id(String run, Leftovers.Kind kind, long number) {
        return run + "/" + kind + "/" + number;
    }

    private Document document(Entry entry) {
        Leftover each = entry.leftover();
        Map<String, Value> data = new LinkedHashMap<>();
        data.put(
                "target",
                new Value.Array(entry.target().path().stream()
                        .map(part -> (Value) Value.text(part))
                        .toList()));
        data.put("key", Value.text(each.key()));
        data.put("field", Value.text(each.field()));
        data.put("value", Value.text(each.value()));
        data.put("reason", Value.text(each.reason()));
        each.incoming().ifPresent(body -> data.put("incoming", body));
        each.there().ifPresent(body -> data.put("there", body));
        entry.back().ifPresent(key -> data.put("back", key));
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("id", Value.text(id(entry.run(), each.kind(), each.number())));
        fields.put("run", Value.text(entry.run()));
        fields.put("kind", Value.text(each.kind().name()));
        fields.put("number", Value.int64(each.number()));
        fields.put("open", Value.Bool.of(each.open()));
        fields.put("data", Value.text(json.write(Document.of(data))));
        return Document.of(fields);
    }

    private Entry entry(Document fields) {
        Document data = json.readDocument(string(fields, "data"));
        DatasetId target = new DatasetId(((Value.Array) data.get("target").orElseThrow())
                .items().stream().map(part -> ((Text) part).string()).toList());
        return new Entry(
                string(fields, "run"),
                target,
                new Leftover(
                        ((Value.Int64) fields.get("number").orElseThrow()).number(),
                        Leftovers.Kind.valueOf(string(fields, "kind")),
                        target.toString(),
                        string(data, "key"),
                        string(data, "field"),
                        string(data, "value"),
                        string(data, "reason"),
                        fields.get("open").orElseThrow() == Value.Bool.TRUE,
                        data.get("incoming").map(Document.class::cast),
                        data.get("there").map(Document.class::cast)),
                data.get("back").map(Document.class::cast));
    }

    private static String string(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }
}
