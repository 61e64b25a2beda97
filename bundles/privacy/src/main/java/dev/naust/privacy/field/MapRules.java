package dev.naust.privacy.field;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.map.PersonalMap.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** What the map's entry of one collection demands. */
record MapRules(Entry entry, FieldCipher cipher, Consumer<Document> consents) implements RecordGuard.Rules {
    /** The types of values that stand for cipher text. */
    private static final Set<String> STANDING = Set.of(RecordGuard.ENCRYPTED, RecordGuard.UNREADABLE);

    @Override
    public Set<String> encrypted() {
        return entry.encrypted();
    }

    @Override
    public void requireConsent(Document body) {
        consents.accept(body);
    }

    @Override
    public Document seal(Document body, Schema schema) {
        if (entry.encrypted().isEmpty()) {
            return body;
        }
        Map<String, Value> fields = body.toMap();
        for (String name : entry.encrypted()) {
            Value value = fields.get(name);
            if (value instanceof Value.Extension shown && STANDING.contains(shown.nativeType())) {
                fields.put(name, Value.text(shown.text()));
            } else if (value != null && value != Value.Null.NULL && !RecordGuard.isCipherText(value)) {
                requireRoom(name, schema);
                fields.put(name, sealed(name, value));
            }
        }
        return Document.of(fields);
    }

    private Value sealed(String name, Value value) {
        try {
            return cipher.seal(name, value, entry.isSearchable(name));
        } catch (IllegalArgumentException e) {
            throw unencryptable(name, "its value is too long or nested too deep");
        }
    }

    private void requireRoom(String name, Schema schema) {
        if (schema.key().contains(name)) {
            throw unencryptable(name, "it is part of the key, by which records are found");
        }
        Optional<Kind> kind = schema.field(name).map(Field::type).map(type -> type.kind());
        if (schema.shape() == Shape.TABLE && kind.isPresent() && kind.get() != Kind.TEXT) {
            throw unencryptable(name, "it is not of text; change the column's type first");
        }
    }

    private StoreException unencryptable(String name, String why) {
        return new StoreException(
                ServiceError.FIELD_UNENCRYPTABLE,
                "The map of personal data wants the field \"" + name + "\" of " + entry.name()
                        + " encrypted, which it cannot be: " + why
                        + ". Nothing was stored; correct the map or the field");
    }

    @Override
    public Document open(Document body) {
        return seen(
                body, (name, text) -> cipher.open(name, text).orElseGet(() -> standing(RecordGuard.UNREADABLE, text)));
    }

    @Override
    public Document closed(Document body) {
        return seen(
                body,
                (name, text) -> standing(
                        cipher.open(name, text).isPresent() ? RecordGuard.ENCRYPTED : RecordGuard.UNREADABLE, text));
    }

    private Document seen(Document body, BiFunction<String, Value, Value> sight) {
        boolean any = entry.encrypted().stream()
                .anyMatch(
                        name -> body.get(name).filter(RecordGuard::isCipherText).isPresent());
        if (!any) {
            return body;
        }
        Map<String, Value> fields = body.toMap();
        for (String name : entry.encrypted()) {
            fields.computeIfPresent(
                    name, (same, value) -> RecordGuard.isCipherText(value) ? sight.apply(name, value) : value);
        }
        return Document.of(fields);
    }

    private static Value standing(String type, Value text) {
        return new Value.Extension(type, text.toString());
    }

    @Override
    public Filter sealed(Filter filter) {
        if (filter instanceof Filter.And and) {
            return new Filter.And(and.parts().stream().map(this::sealed).toList());
        } else if (filter instanceof Filter.Or or) {
            return new Filter.Or(or.parts().stream().map(this::sealed).toList());
        } else if (filter instanceof Filter.Not not) {
            return new Filter.Not(sealed(not.part()));
        } else if (filter instanceof Filter.In in && entry.encrypted().contains(in.field())) {
            return any(in.field(), in.values());
        } else if (filter instanceof Filter.Comparison comparison
                && entry.encrypted().contains(comparison.field())) {
            return compared(comparison);
        } else if (filter instanceof Filter.Contains contains
                && entry.encrypted().contains(contains.field())) {
            throw unanswerable(contains.field());
        }
        return filter;
    }

    private Filter compared(Filter.Comparison comparison) {
        String field = comparison.field();
        if (comparison.operator() == Filter.Operator.EQ) {
            return any(field, List.of(comparison.value()));
        } else if (comparison.operator() == Filter.Operator.NE) {
            return new Filter.And(List.of(
                    new Filter.Not(any(field, List.of(comparison.value()))), new Filter.Not(new Filter.IsNull(field))));
        }
        throw unanswerable(field);
    }

    /** What was stored before the map asked for encryption is found too. */
    private Filter any(String field, List<Value> values) {
        if (!entry.isSearchable(field)) {
            throw unanswerable(field);
        }
        List<Value> all = new ArrayList<>();
        for (Value value : values) {
            all.add(value);
            all.addAll(cipher.searched(field, value));
        }
        return new Filter.In(field, all);
    }

    private StoreException unanswerable(String field) {
        return new StoreException(
                ServiceError.FIELD_ENCRYPTED,
                "The field \"" + field + "\" of " + entry.name() + " is encrypted"
                        + (entry.isSearchable(field)
                                ? ", and only whole values of it can be searched"
                                : ", and the map does not make it searchable (\"searchable\": true)")
                        + "; search by another field");
    }
}
