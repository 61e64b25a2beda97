package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.map.PersonalMap.Join;
import dev.naust.privacy.map.PersonalMap.Policy;
import dev.naust.privacy.secret.Pseudonyms;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Does to a record what the map says that becomes of it. Doing it twice is doing it once. Safe for use by several threads. */
public final class Eraser {
    private final Pseudonyms pseudonyms;
    private final Clock clock;

    public Eraser(Pseudonyms pseudonyms, Clock clock) {
        this.pseudonyms = pseudonyms;
        this.clock = clock;
    }

    /** What became of a record, and why. */
    public record Done(Result result, String reason) {}

    /** What will become of records of a collection. */
    static Done foreseen(Entry entry) {
        return switch (entry.policy()) {
            case DELETE -> new Done(Result.ERASED, "");
            case ANONYMISE -> new Done(Result.ANONYMISED, entry.reason());
            case PSEUDONYMISE -> new Done(Result.PSEUDONYMISED, "names are replaced by codes; it stays personal data");
            case SOFT -> new Done(Result.RESTRICTED, "it is only marked as deleted; the data stays");
            case KEEP -> new Done(Result.RETAINED, entry.reason());
        };
    }

    /** Does it. */
    public Done erase(Entry entry, Policy policy, DocumentRepository records, RecordKey key)
            throws InterruptedException {
        switch (policy) {
            case DELETE -> {
                records.delete(key, Optional.empty());
                return new Done(Result.ERASED, "");
            }
            case KEEP -> {
                return new Done(Result.RETAINED, entry.reason());
            }
            default -> {
                return change(entry, policy, records, key);
            }
        }
    }

    private Done change(Entry entry, Policy policy, DocumentRepository records, RecordKey key)
            throws InterruptedException {
        Optional<DocumentRepository.Entry> found = records.find(key);
        if (found.isEmpty()) {
            return new Done(Result.ERASED, "it was gone already");
        }
        Changed changed =
                changed(entry, policy, records.schema(), key, found.get().body());
        if (changed.refusal().isEmpty() && !changed.fields().isEmpty()) {
            records.update(key, Document.of(changed.fields()), Optional.empty());
        }
        return changed.refusal().map(reason -> new Done(Result.FAILED, reason)).orElseGet(() -> foreseen(entry));
    }

    /**
     * What is left of a record that was read somewhere else, such as from a backup; the record itself where it cannot be
     * changed as the map says.
     */
    public Document left(Entry entry, Policy policy, Schema schema, RecordKey key, Document body) {
        Changed changed = changed(entry, policy, schema, key, body);
        if (changed.refusal().isPresent()) {
            return body;
        }
        List<String> names = body.layout().names();
        Value[] values = new Value[names.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = changed.fields().getOrDefault(names.get(i), body.at(i));
        }
        Document left = Document.of(body.layout(), values);
        for (Map.Entry<String, Value> each : changed.fields().entrySet()) {
            left = names.contains(each.getKey()) ? left : left.with(each.getKey(), each.getValue());
        }
        return left;
    }

    /**
     * What becomes of a record's fields.
     *
     * @param refusal why nothing can, where that is so
     */
    private record Changed(Map<String, Value> fields, Optional<String> refusal) {
        static Changed refused(String reason) {
            return new Changed(Map.of(), Optional.of(reason));
        }
    }

    private Changed changed(Entry entry, Policy policy, Schema schema, RecordKey key, Document body) {
        if (policy == Policy.SOFT) {
            String field = entry.policyField().orElseThrow();
            return new Changed(Map.of(field, mark(schema, field)), Optional.empty());
        }
        Map<String, Value> changes = new LinkedHashMap<>();
        for (String name : personal(entry, key, body)) {
            if (key.names().contains(name)) {
                return Changed.refused("the field \"" + name
                        + "\" is personal and part of the key, so it cannot be changed; let the map delete these"
                        + " records");
            }
            Value value = body.get(name).orElse(Value.ofNull());
            Optional<Value> other = policy == Policy.ANONYMISE ? blank(schema, name) : Optional.of(coded(value));
            if (other.isEmpty()) {
                return Changed.refused("the field \"" + name
                        + "\" must hold a value and there is none that says nothing; let the map delete these records");
            }
            changes.put(name, other.get());
        }
        return new Changed(changes, Optional.empty());
    }

    /** The fields that the map names, those that find the person, and references to them; all where it names none. */
    private static List<String> personal(Entry entry, RecordKey key, Document body) {
        if (entry.fields().isEmpty()) {
            return body.layout().names().stream()
                    .filter(name -> !key.names().contains(name) || entry.keys().containsValue(name))
                    .toList();
        }
        Set<String> names = new LinkedHashSet<>();
        entry.fields().forEach((name, rules) -> {
            if (rules.get("personal").filter(value -> value == Value.Bool.FALSE).isEmpty()) {
                names.add(name);
            }
        });
        names.addAll(entry.keys().values());
        entry.joins().stream().map(Join::field).forEach(names::add);
        return names.stream().filter(name -> body.get(name).isPresent()).toList();
    }

    private static Optional<Value> blank(Schema schema, String name) {
        Optional<Field> field = schema.field(name);
        if (field.isEmpty() || field.get().nullable()) {
            return Optional.of(Value.ofNull());
        }
        return switch (field.get().type().kind()) {
            case TEXT -> Optional.of(Value.text(""));
            case INT32 -> Optional.of(new Value.Int32(0));
            case INT64 -> Optional.of(Value.int64(0));
            case DECIMAL -> Optional.of(new Value.Decimal(BigDecimal.ZERO));
            case FLOAT64 -> Optional.of(new Value.Float64(0));
            case BOOL -> Optional.of(Value.Bool.FALSE);
            default -> Optional.empty();
        };
    }

    private Value coded(Value value) {
        return value instanceof Text text ? Value.text(pseudonyms.again(text.string())) : Value.ofNull();
    }

    private Value mark(Schema schema, String field) {
        Kind kind = schema.field(field).map(found -> found.type().kind()).orElse(Kind.BOOL);
        return switch (kind) {
            case TEXT -> Value.text(clock.instant().toString());
            case MOMENT -> new Value.Moment(clock.instant());
            case LOCAL_TIMESTAMP -> new Value.LocalTimestamp(LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
            case INT32 -> new Value.Int32(1);
            case INT64 -> Value.int64(1);
            default -> Value.Bool.TRUE;
        };
    }

    /** Marks a record, so that whoever looks at the mark does not use it. */
    Done restrict(DocumentRepository records, RecordKey key, String field) throws InterruptedException {
        records.update(key, Document.empty().with(field, mark(records.schema(), field)), Optional.empty());
        return new Done(Result.RESTRICTED, "");
    }
}
