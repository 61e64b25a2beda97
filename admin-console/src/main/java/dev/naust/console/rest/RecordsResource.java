package dev.naust.console.rest;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Entry;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.PathName;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The records of collections. A record's version is its ETag; a change with If-Match is refused when the record is another one by
 * now. The first record of a collection that is not there makes it.
 */
public final class RecordsResource {
    private final Services services;
    private final StoreWork work;
    private final Idempotency idempotency;
    private final RecordPages pages = new RecordPages();
    private final Cursors cursors = new Cursors();

    public RecordsResource(Services services, Deadlines deadlines, Idempotency idempotency) {
        this.services = services;
        this.work = new StoreWork(services, deadlines);
        this.idempotency = idempotency;
    }

    public void list(Context request) throws Exception {
        RecordPages.Question question = question(request);
        RecordPages.Page page = work.withPorts(request, (store, ports) -> {
            DatasetId id = work.find(store, request);
            Optional<DocumentRepository> records = keyed(ports, id);
            return records.isPresent()
                    ? page(records.get(), request, question)
                    : unsorted(request, store, ports, id, question);
        });
        Answers.send(
                request,
                new JsonObject()
                        .put("items", page.items())
                        .putText("nextCursor", page.nextCursor())
                        .put("complete", page.complete())
                        .document());
    }

    /** The records of a collection that has a key; empty for views and others without. */
    private Optional<DocumentRepository> keyed(StorageBackend ports, DatasetId id) {
        try {
            return Optional.of(ports.repository(id));
        } catch (StoreException e) {
            if (e.code() == ServiceError.COLLECTION_UNSUITABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private RecordPages.Page unsorted(
            Context request, Store store, StorageBackend ports, DatasetId id, RecordPages.Question question)
            throws InterruptedException {
        if (request.queryParam("sort") != null) {
            throw new ProblemException(
                    422,
                    "sort.unsupported",
                    "\"" + id + "\" has no key, and so no order to page through; leave sort out.");
        }
        List<String> fields = RecordQueries.fields(request, store.describe(id));
        RecordPages.Page page = pages.page(store, ports, id, question);
        return fields.isEmpty()
                ? page
                : new RecordPages.Page(
                        page.items().stream()
                                .map(item -> RecordQueries.only(item, fields))
                                .toList(),
                        page.nextCursor(),
                        page.complete());
    }

    private RecordPages.Page page(DocumentRepository records, Context request, RecordPages.Question question)
            throws InterruptedException {
        List<Sort> sort = RecordQueries.sort(request, records.schema());
        String bound = question.bound() + ' ' + sort;
        Query query = new Query(
                filter(records, question),
                sort,
                question.limit(),
                question.cursor().isEmpty() ? Optional.empty() : Optional.of(cursors.decode(bound, question.cursor())),
                RecordQueries.fields(request, records.schema()));
        DocumentRepository.Page page = records.list(query);
        return new RecordPages.Page(
                page.items().stream()
                        .map(entry -> RecordIds.form(entry.key(), entry.body()))
                        .toList(),
                page.nextCursor().map(cursor -> cursors.encode(bound, cursor)),
                page.nextCursor().isEmpty());
    }

    public void count(Context request) throws Exception {
        RecordPages.Question question = question(request);
        long count = work.withPorts(request, (store, ports) -> {
            DatasetId id = work.find(store, request);
            Optional<DocumentRepository> records = keyed(ports, id);
            return records.isPresent()
                    ? records.get().count(filter(records.get(), question))
                    : pages.count(store, ports, id, question);
        });
        Answers.send(request, new JsonObject().put("count", count).document());
    }

    public void get(Context request) throws Exception {
        Entry entry = work.withPorts(request, (store, ports) -> {
            DocumentRepository records = repository(store, ports, request);
            RecordKey key = RecordIds.key(records.schema(), id(request));
            return records.find(key).orElseThrow(() -> RecordIds.none(records.schema(), id(request)));
        });
        String tag = tag(entry);
        request.header("ETag", tag);
        if (tag.equals(request.header("If-None-Match"))) {
            request.status(304);
        } else {
            Answers.send(request, RecordIds.form(entry.key(), entry.body()));
        }
    }

    public void create(Context request) throws Exception {
        idempotency.once(request, () -> {
            requireGuard();
            Document body = JsonBody.object(request);
            Entry entry = work.withPorts(request, (store, ports) -> {
                Optional<DatasetId> known = work.listed(store, request);
                DocumentRepository records = known.isPresent()
                        ? ports.repository(known.get())
                        : ports.documents(DatasetId.of(newName(request)));
                Document record = typed(records.schema(), body);
                return records.create(record);
            });
            request.header("Location", request.path() + '/' + PathName.encode(RecordIds.text(entry.key())));
            answer(request, 201, entry);
        });
    }

    public void replace(Context request) throws Exception {
        requireGuard();
        Document body = JsonBody.object(request);
        Entry entry = work.withPorts(request, (store, ports) -> {
            DocumentRepository records = repository(store, ports, request);
            RecordKey key = RecordIds.key(records.schema(), id(request));
            Document record = typed(records.schema(), withoutId(records, body));
            return records.replace(key, record, match(request, records, key));
        });
        answer(request, 200, entry);
    }

    public void update(Context request) throws Exception {
        requireGuard();
        Document body = JsonBody.object(request);
        Entry entry = work.withPorts(request, (store, ports) -> {
            DocumentRepository records = repository(store, ports, request);
            RecordKey key = RecordIds.key(records.schema(), id(request));
            Document changes = typed(records.schema(), withoutId(records, body));
            return records.update(key, changes, match(request, records, key));
        });
        answer(request, 200, entry);
    }

    public void delete(Context request) throws Exception {
        work.withPorts(request, (store, ports) -> {
            DocumentRepository records = repository(store, ports, request);
            RecordKey key = RecordIds.key(records.schema(), id(request));
            if (!records.delete(key, match(request, records, key))) {
                throw RecordIds.none(records.schema(), id(request));
            }
            return true;
        });
        request.status(204);
    }

    /** Without the bundle of personal data nobody can say what may be stored, and asking for it refuses then. */
    private void requireGuard() {
        services.consents();
    }

    private DocumentRepository repository(Store store, StorageBackend ports, Context request) {
        return ports.repository(work.find(store, request));
    }

    private static void answer(Context request, int status, Entry entry) {
        request.header("ETag", tag(entry));
        Answers.send(request, status, RecordIds.form(entry.key(), entry.body()));
    }

    private static String tag(Entry entry) {
        return '"' + entry.version() + '"';
    }

    /** The version that a change was made from; any for {@code *}, which only asks that the record is there. */
    private static Optional<String> match(Context request, DocumentRepository records, RecordKey key)
            throws InterruptedException {
        String match = request.header("If-Match");
        if (match == null) {
            return Optional.empty();
        }
        if (!match.equals("*")) {
            return Optional.of(match.replaceAll("^(W/)?\"|\"$", ""));
        }
        if (records.find(key).isEmpty()) {
            throw new ProblemException(412, "record.changed", "There is no such record any more.");
        }
        return Optional.empty();
    }

    private static String id(Context request) {
        return PathName.decode(request.pathParam("key"));
    }

    private static String newName(Context request) {
        String name = StoreWork.collection(request);
        if (!name.matches("[\\p{L}_][\\p{L}\\p{N}_ -]{0,62}")) {
            throw new ProblemException(
                    422,
                    "collection.name_invalid",
                    "A new collection's name begins with a letter and has letters, digits, spaces, - and _, at most 63.");
        }
        return name;
    }

    /** The id that answers carry is no field of a collection whose key has another name. */
    private static Document withoutId(DocumentRepository records, Document body) {
        boolean made = records.schema().field(RecordIds.ID).isEmpty()
                && records.schema().shape() == Shape.TABLE;
        return made ? body.without(RecordIds.ID) : body;
    }

    private static Document typed(Schema schema, Document body) {
        Map<String, Value> fields = new LinkedHashMap<>();
        List<ConfigProblem> problems = new ArrayList<>();
        Map<String, Field> declared = schema.byName();
        body.toMap().forEach((name, value) -> {
            try {
                Field field = declared.get(name);
                Optional<Value> kept = Unreadable.read(value);
                fields.put(name, kept.orElseGet(() -> field == null ? value : FieldValues.of(field, value)));
            } catch (IllegalArgumentException e) {
                problems.add(new ConfigProblem(
                        "/" + name.replace("~", "~0").replace("/", "~1"), String.valueOf(e.getMessage())));
            }
        });
        if (!problems.isEmpty()) {
            throw new ProblemException(Problem.invalid(
                    "record.invalid",
                    "The record does not fit \"" + schema.id() + "\"; nothing was changed.",
                    problems));
        }
        return Document.of(fields);
    }

    private static Optional<Filter> filter(DocumentRepository records, RecordPages.Question question) {
        return question.filter().isEmpty()
                ? Optional.empty()
                : Optional.of(new FilterReader(records.schema()).read(question.filter()));
    }

    private static RecordPages.Question question(Context request) {
        return new RecordPages.Question(
                request.path(),
                Objects.requireNonNullElse(request.queryParam("filter"), ""),
                Answers.limit(request),
                Objects.requireNonNullElse(request.queryParam("cursor"), ""));
    }
}
