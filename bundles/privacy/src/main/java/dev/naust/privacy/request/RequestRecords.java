package dev.naust.privacy.request;

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
import dev.naust.api.service.DocumentRepository.Page;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.secret.Seal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The requests in the server's state: what tells of the person is sealed there. Safe for use by several threads. */
final class RequestRecords {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final int ATTEMPTS = 5;
    private static final Schema REQUESTS = Schema.table(
            DatasetId.of("naust_privacy_requests"),
            List.of(Field.required("id", TEXT), Field.required("data", TEXT), Field.of("sealed", TEXT)),
            List.of("id"));

    private final ServerState state;
    private final Seal seal;

    RequestRecords(ServerState state, Seal seal) {
        this.state = state;
        this.seal = seal;
    }

    /**
     * A request and what it knows of its person.
     *
     * @param secret empty when it was wiped
     */
    record Held(PrivacyRequest request, Optional<Secret> secret) {

        Held with(PrivacyRequest other) {
            return new Held(other, secret);
        }

        Held with(Secret other) {
            return new Held(request, Optional.of(other));
        }

        /** Without anything that tells of the person. */
        Held wiped() {
            return new Held(request, Optional.empty());
        }
    }

    void add(Held held) {
        state.ask(backend -> backend.repository(REQUESTS).create(record(held)));
    }

    Optional<Held> find(String id) {
        return state.ask(backend -> backend.repository(REQUESTS).find(key(id))).map(entry -> held(entry.body()));
    }

    List<PrivacyRequest> all() {
        List<PrivacyRequest> all = new ArrayList<>();
        Query query = Query.first(DocumentRepository.MOST).only(List.of("id", "data"));
        for (Optional<Query> next = Optional.of(query); next.isPresent(); ) {
            Query asked = next.get();
            Page page = state.ask(backend -> backend.repository(REQUESTS).list(asked));
            page.items()
                    .forEach(entry ->
                            all.add(RequestJson.read(text(entry.body(), "data").orElseThrow())));
            next = page.nextCursor().map(query::after);
        }
        return all;
    }

    /**
     * Changes a request; where another node changed it meanwhile, the change is made again from what it is then.
     *
     * @throws StoreException with {@code privacy_request.not_found}
     */
    Held change(String id, UnaryOperator<Held> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return state.ask(backend -> {
                    DocumentRepository requests = backend.repository(REQUESTS);
                    DocumentRepository.Entry entry = requests.find(key(id))
                            .orElseThrow(() -> new StoreException(
                                    ServiceError.PRIVACY_REQUEST_NOT_FOUND, "There is no request " + id + "."));
                    Held changed = change.apply(held(entry.body()));
                    requests.replace(key(id), record(changed), Optional.of(entry.version()));
                    return changed;
                });
            } catch (StoreException e) {
                if (e.code() != ServiceError.RECORD_CHANGED || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Document record(Held held) {
        String id = held.request().id();
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("id", Value.text(id));
        fields.put("data", Value.text(RequestJson.write(held.request())));
        fields.put(
                "sealed",
                held.secret()
                        .<Value>map(secret -> Value.text(seal.close(place(id), secret.write())))
                        .orElse(Value.ofNull()));
        return Document.of(fields);
    }

    private Held held(Document record) {
        PrivacyRequest request = RequestJson.read(text(record, "data").orElseThrow());
        Optional<Secret> secret =
                text(record, "sealed").map(closed -> Secret.read(seal.open(place(request.id()), closed)));
        return new Held(request, secret);
    }

    private static String place(String id) {
        return "privacy request " + id;
    }

    private static Optional<String> text(Document record, String name) {
        return record.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    private static RecordKey key(String id) {
        return RecordKey.of("id", Value.text(id));
    }
}
