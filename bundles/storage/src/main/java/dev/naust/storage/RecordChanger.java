package dev.naust.storage;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Layout;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Category;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes single records of one collection. */
final class RecordChanger {
    private final Schema schema;

    RecordChanger(Schema schema) {
        this.schema = schema;
    }

    /** A record that replaces another: every field that it does not name gets its constant default or null. */
    Document filledUp(Document body) {
        if (schema.shape() != Shape.TABLE) {
            return body;
        }
        Map<String, Value> fields = body.toMap();
        for (Field field : schema.fields()) {
            if (field.generation() == Field.Generation.NONE) {
                fields.putIfAbsent(field.name(), constant(field));
            }
        }
        return Document.of(fields);
    }

    /** A record with some fields changed. */
    Document merged(Document current, Document changes) {
        Map<String, Value> fields = current.toMap();
        schema.fields().stream()
                .filter(field -> field.generation() == Field.Generation.COMPUTED)
                .forEach(field -> fields.remove(field.name()));
        fields.putAll(changes.toMap());
        return Document.of(fields);
    }

    void write(Store store, Document body, WriteMode mode) throws InterruptedException {
        require(send(store, fieldsOf(body), List.of(body), mode));
    }

    /**
     * Adds records; those behind each other with the same fields together.
     *
     * @return one that was refused; the caller takes back those that were added
     */
    Optional<Rejected> insert(Store store, List<Document> bodies) throws InterruptedException {
        Optional<Rejected> refused = Optional.empty();
        int from = 0;
        for (int to = 1; to <= bodies.size() && refused.isEmpty(); to++) {
            if (to == bodies.size()
                    || !bodies.get(to).layout().equals(bodies.get(from).layout())) {
                refused = send(store, fieldsOf(bodies.get(from)), bodies.subList(from, to), WriteMode.INSERT);
                from = to;
            }
        }
        return refused;
    }

    void delete(Store store, RecordKey key) throws InterruptedException {
        Document body = key.toDocument();
        require(send(store, fieldsOf(body), List.of(body), WriteMode.DELETE));
    }

    private void require(Optional<Rejected> rejected) {
        if (rejected.isPresent()) {
            throw refused(rejected.get());
        }
    }

    private Optional<Rejected> send(Store store, List<Field> fields, List<Document> bodies, WriteMode mode)
            throws InterruptedException {
        Layout layout = Layout.of(fields.stream().map(Field::name).toList());
        List<DataRecord> records = new ArrayList<>();
        for (Document body : bodies) {
            Value[] values = fields.stream()
                    .map(field -> body.get(field.name()).orElseThrow())
                    .toArray(Value[]::new);
            records.add(DataRecord.of(schema.key(), Document.of(layout, values)));
        }
        WriteRequest request = new WriteRequest(schema.withFields(fields), mode, false);
        // A store that keeps documents in a table tells of the row.
        return send(store, request, records).stream()
                .findFirst()
                .map(each -> records.size() > 1 ? each : new Rejected(records.get(0), each.field(), each.reason()));
    }

    private List<Rejected> send(Store store, WriteRequest request, List<DataRecord> records)
            throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            List<Rejected> rejected = writer.write(records).rejected();
            return rejected.isEmpty() ? writer.flush().rejected() : rejected;
        } catch (StoreException e) {
            // Some stores tell of a record that breaks a rule by failing, as when the rule is checked at the commit.
            throw e.category() == Category.USER
                    ? new StoreException(ServiceError.RECORD_INVALID, e.getMessage(), e)
                    : e;
        }
    }

    /** The fields of a body in the order of the declaration, so that fields left out keep the store's own default. */
    private List<Field> fieldsOf(Document body) {
        Map<String, Field> declared = new LinkedHashMap<>();
        schema.fields().forEach(field -> declared.put(field.name(), field));
        List<Field> fields = new ArrayList<>();
        declared.values().stream()
                .filter(field -> body.get(field.name()).isPresent())
                .forEach(fields::add);
        for (String name : body.layout().names()) {
            Field field = declared.get(name);
            if (field == null && schema.shape() == Shape.TABLE) {
                throw invalid("\"" + schema.id() + "\" has no field \"" + name + "\"; its fields are "
                        + String.join(", ", declared.keySet()));
            }
            if (field == null) {
                fields.add(
                        Field.of(name, FieldType.of(body.get(name).orElseThrow().kind())));
            } else if (field.generation() == Field.Generation.COMPUTED) {
                throw invalid(
                        "The field \"" + name + "\" of \"" + schema.id() + "\" is computed by the store; leave it out");
            }
        }
        return fields;
    }

    private static Value constant(Field field) {
        return field.defaultValue()
                .filter(DefaultValue.Constant.class::isInstance)
                .map(value -> ((DefaultValue.Constant) value).value())
                .orElse(Value.ofNull());
    }

    StoreException refused(Rejected rejected) {
        RecordKey key = rejected.record().key();
        String where = rejected.field().isEmpty() ? "" : " in the field \"" + rejected.field() + "\"";
        return invalid("The store did not take the record " + key + " of \"" + schema.id() + "\"" + where + ": "
                + rejected.reason());
    }

    private static StoreException invalid(String message) {
        return new StoreException(ServiceError.RECORD_INVALID, message);
    }
}
