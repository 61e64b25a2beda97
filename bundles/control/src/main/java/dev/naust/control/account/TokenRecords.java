package dev.naust.control.account;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Accounts;
import dev.naust.api.service.Accounts.ApiToken;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.ServerState;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The API tokens that are on record, each with the hash of its secret. */
final class TokenRecords {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final Schema TOKENS = Schema.table(
            DatasetId.of("naust_tokens"),
            List.of(
                    Field.required("id", TEXT),
                    Field.required("name", TEXT),
                    Field.required("role", TEXT),
                    Field.required("hint", TEXT),
                    Field.required("hash", TEXT),
                    Field.required("created", TEXT),
                    Field.of("used", TEXT),
                    Field.of("expires", TEXT)),
            List.of("id"));

    /** A collection of its own, because states of earlier versions have tokens without one. */
    private static final Schema OWNERS = Schema.table(
            DatasetId.of("naust_token_owners"),
            List.of(Field.required("id", TEXT), Field.required("owner", TEXT)),
            List.of("id"));

    private final ServerState state;

    TokenRecords(ServerState state) {
        this.state = state;
    }

    /** Whether other servers may add and remove tokens. */
    boolean isShared() {
        return state.isShared();
    }

    Optional<Held> find(String id) {
        return state.ask(backend -> {
            Optional<Document> record = backend.repository(TOKENS).find(key(id)).map(DocumentRepository.Entry::body);
            Optional<Document> owner = record.isEmpty()
                    ? Optional.empty()
                    : backend.repository(OWNERS).find(key(id)).map(DocumentRepository.Entry::body);
            return record.map(body -> held(body, owner.flatMap(each -> text(each, "owner"))));
        });
    }

    List<ApiToken> all() {
        return state.ask(backend -> {
            Map<String, String> owners = new HashMap<>();
            backend.repository(OWNERS)
                    .list(Query.first(DocumentRepository.MOST))
                    .items()
                    .forEach(entry -> owners.put(
                            text(entry.body(), "id").orElseThrow(),
                            text(entry.body(), "owner").orElseThrow()));
            return backend.repository(TOKENS).list(Query.first(DocumentRepository.MOST)).items().stream()
                    .map(entry -> held(entry.body(), text(entry.body(), "id").map(owners::get)))
                    .map(Held::token)
                    .sorted(Comparator.comparing(ApiToken::createdAt).thenComparing(ApiToken::id))
                    .toList();
        });
    }

    void add(Held held) {
        ApiToken token = held.token();
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("id", Value.text(token.id()));
        fields.put("name", Value.text(token.name()));
        fields.put("role", Value.text(token.role().name()));
        fields.put("hint", Value.text(token.hint()));
        fields.put("hash", Value.text(held.hash()));
        fields.put("created", Value.text(token.createdAt().toString()));
        fields.put("used", time(token.lastUsed()));
        fields.put("expires", time(token.expiresAt()));
        state.ask(backend -> {
            // The owner goes first: a token whose owner is lost would be nobody's.
            if (token.owner().isPresent()) {
                Document owner = Document.empty()
                        .with("id", Value.text(token.id()))
                        .with("owner", Value.text(token.owner().get()));
                DocumentRepository owners = backend.repository(OWNERS);
                owners.delete(key(token.id()), Optional.empty());
                owners.create(owner);
            }
            return backend.repository(TOKENS).create(Document.of(fields));
        });
    }

    void used(String id, Instant at) {
        Document changes = Document.empty().with("used", Value.text(at.toString()));
        state.ask(backend -> backend.repository(TOKENS).update(key(id), changes, Optional.empty()));
    }

    /** Whether it was there. */
    boolean remove(String id) {
        return state.ask(backend -> {
            boolean there = backend.repository(TOKENS).delete(key(id), Optional.empty());
            backend.repository(OWNERS).delete(key(id), Optional.empty());
            return there;
        });
    }

    private static Held held(Document record, Optional<String> noted) {
        Optional<String> owner = noted.or(
                () -> text(record, "name").filter(FirstStart.FROM_START::equals).map(name -> Accounts.ADMIN));
        ApiToken token = new ApiToken(
                text(record, "id").orElseThrow(),
                text(record, "name").orElseThrow(),
                Role.valueOf(text(record, "role").orElseThrow()),
                text(record, "hint").orElseThrow(),
                Instant.parse(text(record, "created").orElseThrow()),
                text(record, "used").map(Instant::parse),
                text(record, "expires").map(Instant::parse),
                owner);
        return new Held(token, text(record, "hash").orElseThrow());
    }

    private static Value time(Optional<Instant> instant) {
        return instant.<Value>map(time -> Value.text(time.toString())).orElse(Value.ofNull());
    }

    private static Optional<String> text(Document record, String name) {
        return record.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    private static RecordKey key(String id) {
        return RecordKey.of("id", Value.text(id));
    }

    /** A token with the hash of its secret. */
    record Held(ApiToken token, String hash) {
        @Override
        public String toString() {
            return "Held[" + token + "]";
        }
    }
}
