package dev.naust.privacy.consent;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Consents.Agreed;
import dev.naust.api.service.Consents.Consent;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.ServerState;
import dev.naust.api.store.Filter;
import dev.naust.json.JsonValues;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Consents in the server's state, and an index of them by pseudonym. Safe for use by several threads. */
final class ConsentRecords {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final JsonValues JSON = new JsonValues();
    private static final Schema CONSENTS = Schema.table(
            DatasetId.of("naust_consents"),
            List.of(Field.required("id", TEXT), Field.required("data", TEXT)),
            List.of("id"));
    /** One record for each pseudonym of each consent; its id begins with the pseudonym, so that a range finds all. */
    private static final Schema SUBJECTS = Schema.table(
            DatasetId.of("naust_consent_subjects"),
            List.of(Field.required("id", TEXT), Field.required("consent", TEXT)),
            List.of("id"));

    private final ServerState state;

    ConsentRecords(ServerState state) {
        this.state = state;
    }

    void add(Consent consent) {
        state.ask(backend -> {
            backend.repository(CONSENTS).create(record(consent));
            for (String pseudonym : consent.subjects().values()) {
                backend.repository(SUBJECTS)
                        .create(Document.empty()
                                .with("id", Value.text(pseudonym + "/" + consent.id()))
                                .with("consent", Value.text(consent.id())));
            }
            return consent;
        });
    }

    void replace(Consent consent) {
        state.ask(
                backend -> backend.repository(CONSENTS).replace(key(consent.id()), record(consent), Optional.empty()));
    }

    Optional<Consent> find(String id) {
        return state.ask(backend -> backend.repository(CONSENTS).find(key(id))).map(entry -> consent(entry.body()));
    }

    List<Consent> list(Optional<String> before, int limit) {
        Query query = Query.first(limit).sortedBy(Sort.down("id"));
        Query page = before.map(id -> query.where(new Filter.Comparison("id", Filter.Operator.LT, Value.text(id))))
                .orElse(query);
        return state.ask(backend -> backend.repository(CONSENTS).list(page)).items().stream()
                .map(entry -> consent(entry.body()))
                .toList();
    }

    List<Consent> of(String pseudonym) {
        Filter range = new Filter.And(List.of(
                new Filter.Comparison("id", Filter.Operator.GTE, Value.text(pseudonym + "/")),
                new Filter.Comparison("id", Filter.Operator.LT, Value.text(pseudonym + "0"))));
        List<String> ids = state
                .ask(backend -> backend.repository(SUBJECTS)
                        .list(Query.first(DocumentRepository.MOST).where(range)))
                .items()
                .stream()
                .map(entry -> text(entry.body(), "consent"))
                .toList();
        return ids.stream().flatMap(id -> find(id).stream()).toList();
    }

    private static Document record(Consent consent) {
        Map<String, Value> data = new LinkedHashMap<>();
        Map<String, Value> subjects = new LinkedHashMap<>();
        consent.subjects().forEach((name, pseudonym) -> subjects.put(name, Value.text(pseudonym)));
        data.put("subjects", Document.of(subjects));
        data.put("purpose", Value.text(consent.agreed().purpose()));
        data.put("version", Value.text(consent.agreed().version()));
        data.put("given", Value.text(consent.agreed().given().toString()));
        consent.agreed().expires().ifPresent(time -> data.put("expires", Value.text(time.toString())));
        data.put("evidence", Value.text(consent.agreed().evidence()));
        data.put("notedBy", Value.text(consent.notedBy()));
        consent.withdrawn().ifPresent(time -> data.put("withdrawn", Value.text(time.toString())));
        return Document.empty()
                .with("id", Value.text(consent.id()))
                .with("data", Value.text(JSON.write(Document.of(data))));
    }

    private static Consent consent(Document record) {
        Document data = JSON.readObject(text(record, "data"));
        Map<String, String> subjects = new LinkedHashMap<>();
        ((Document) data.get("subjects").orElseThrow())
                .toMap()
                .forEach((name, pseudonym) -> subjects.put(name, pseudonym.toString()));
        Agreed agreed = new Agreed(
                text(data, "purpose"),
                text(data, "version"),
                Instant.parse(text(data, "given")),
                data.get("expires").map(time -> Instant.parse(time.toString())),
                text(data, "evidence"));
        return new Consent(
                text(record, "id"),
                subjects,
                agreed,
                text(data, "notedBy"),
                data.get("withdrawn").map(time -> Instant.parse(time.toString())));
    }

    private static String text(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }

    private static RecordKey key(String id) {
        return RecordKey.of("id", Value.text(id));
    }
}
