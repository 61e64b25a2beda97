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
import dev.naust.api.service.Accounts.Identity;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Accounts.User;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The users that are on record. */
final class UserRecords {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final Schema USERS = Schema.table(
            DatasetId.of("naust_users"),
            List.of(
                    Field.required("name", TEXT),
                    Field.required("role", TEXT),
                    Field.of("password", TEXT),
                    Field.required("created", TEXT)),
            List.of("name"));

    private final ServerState state;

    UserRecords(ServerState state) {
        this.state = state;
    }

    Optional<Held> find(String name) {
        return state.ask(backend -> backend.repository(USERS).find(key(name))).map(entry -> held(entry.body()));
    }

    List<User> all() {
        return state
                .ask(backend -> backend.repository(USERS).list(Query.first(DocumentRepository.MOST)))
                .items()
                .stream()
                .map(entry -> held(entry.body()).user())
                .sorted(Comparator.comparing(User::name))
                .toList();
    }

    void add(User user, Optional<String> password) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("name", Value.text(user.name()));
        fields.put("role", Value.text(user.role().name()));
        fields.put("password", password.<Value>map(Value::text).orElse(Value.ofNull()));
        fields.put("created", Value.text(user.createdAt().toString()));
        try {
            state.ask(backend -> backend.repository(USERS).create(Document.of(fields)));
        } catch (StoreException e) {
            throw e.code() == ServiceError.RECORD_EXISTS
                    ? new StoreException(
                            ServiceError.USER_EXISTS,
                            "There is a user \"" + user.name() + "\" already; choose another name",
                            e)
                    : e;
        }
    }

    void setPassword(String name, String stored) {
        Document changes = Document.empty().with("password", Value.text(stored));
        try {
            state.ask(backend -> backend.repository(USERS).update(key(name), changes, Optional.empty()));
        } catch (StoreException e) {
            throw e.code() == ServiceError.RECORD_NOT_FOUND
                    ? new StoreException(
                            ServiceError.USER_NOT_FOUND,
                            "There is no user \"" + name + "\"; look at the list of users",
                            e)
                    : e;
        }
    }

    private static Held held(Document record) {
        User user = new User(
                text(record, "name").orElseThrow(),
                Role.valueOf(text(record, "role").orElseThrow()),
                Instant.parse(text(record, "created").orElseThrow()));
        return new Held(user, text(record, "password"));
    }

    private static Optional<String> text(Document record, String name) {
        return record.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    private static RecordKey key(String name) {
        return RecordKey.of("name", Value.text(name));
    }

    /**
     * A user with the stored form of the password.
     *
     * @param password empty as long as the user has none
     */
    record Held(User user, Optional<String> password) {
        Identity identity() {
            return Identity.ofUser(user.name(), user.role());
        }

        @Override
        public String toString() {
            return "Held[" + user + "]";
        }
    }
}
