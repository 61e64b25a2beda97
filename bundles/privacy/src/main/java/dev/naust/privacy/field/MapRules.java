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
import java.util.function.Consumer;

/** What the map's entry of one collection demands. */
record MapRules(Entry entry, FieldCipher cipher, Consumer<Document> consents) implements RecordGuard.Rules {

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
            boolean empty = value == null || value == Value.Null.NULL;
            if (!empty && cipher.open(name, value).isEmpty()) {
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
        return opened(body, false);
    }

    @Override
    public Document openAll(Document body) {
        return opened(body, true);
    }

    private Document opened(Document body, boolean all) {
        if (entry.encrypted().isEmpty()) {
            return body;
        }
        Map<String, Value> fields = body.toMap();
        for (String name : entry.encrypted()) {
            Value value = fields.get(name);
            if (value != null && FieldCipher.isCipherText(value)) {
                Optional<Value> clear = cipher.open(name, value);
                if (clear.isEmpty() && all) {
                    throw new StoreException(
                            ServiceError.FIELD_CLOSED,
                            "No key of this server opens the field \"" + name + "\" of a record of " + entry.name()
                                    + "; put the master key that it was encrypted with into keys/retired");
                }
                clear.ifPresent(found -> fields.put(name, found));
            }
        }
        return Document.of(fields);
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
