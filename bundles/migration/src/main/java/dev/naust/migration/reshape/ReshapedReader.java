package dev.naust.migration.reshape;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.RecordReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes every record on its way out of a reader. For one thread at a time. */
final class ReshapedReader implements RecordReader {
    private final RecordReader reader;
    private final Reshaping reshaping;
    private final Schema source;
    private final Optional<Schema> wanted;
    private final Filter rest;
    private final List<String> key;
    private final Map<String, Function<Value, Value>> changes = new LinkedHashMap<>();
    private final Map<String, Value> added = new LinkedHashMap<>();
    private @Nullable Form form;

    ReshapedReader(RecordReader reader, Reshaping reshaping, Schema source, Optional<Schema> wanted, Filter rest) {
        this.reader = reader;
        this.reshaping = reshaping;
        this.source = source;
        this.wanted = wanted;
        this.rest = rest;
        this.key = reshaping.schema(source, id -> null).key();
        source.fields().forEach(field -> changes.put(field.name(), reshaping.change(field)));
        reshaping.added(source).forEach((name, constant) -> added.put(reshaping.renamed(name), constant.value()));
    }

    /** How records of one layout become others: where each value comes from, and what happens to it. */
    private record Form(
            Layout from, Layout to, int[] places, List<Function<Value, Value>> changes, Value[] constants) {}

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        Batch batch;
        List<DataRecord> records = new ArrayList<>();
        do {
            batch = reader.next(maxRecords, maxBytes);
            for (DataRecord each : batch.records()) {
                Document body = changed(each.body());
                if (rest.matches(body)) {
                    records.add(DataRecord.of(key, body, each.meta()));
                }
            }
        } while (records.isEmpty() && !batch.last());
        return new Batch(records, batch.position(), batch.last());
    }

    private Document changed(Document body) {
        Form known = form;
        if (known == null || known.from() != body.layout()) {
            known = form(body.layout());
            form = known;
        }
        Value[] values = new Value[known.to().size()];
        int own = known.places().length;
        for (int i = 0; i < own; i++) {
            values[i] = known.changes().get(i).apply(body.at(known.places()[i]));
        }
        System.arraycopy(known.constants(), 0, values, own, values.length - own);
        return Document.of(known.to(), values);
    }

    private Form form(Layout from) {
        List<String> names = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        List<Function<Value, Value>> functions = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            String name = from.names().get(i);
            String becomes = reshaping.renamed(name);
            if (!reshaping.drops(name) && isWanted(becomes)) {
                names.add(becomes);
                places.add(i);
                functions.add(changes.computeIfAbsent(name, other -> reshaping.change(unnamed(other))));
            }
        }
        List<Value> constants = new ArrayList<>();
        added.forEach((name, value) -> {
            if (isWanted(name)) {
                names.add(name);
                constants.add(value);
            }
        });
        return new Form(
                from,
                Layout.of(names),
                places.stream().mapToInt(Integer::intValue).toArray(),
                functions,
                constants.toArray(Value[]::new));
    }

    private boolean isWanted(String name) {
        return wanted.isEmpty() || wanted.get().field(name).isPresent();
    }

    /** A document's field that its schema does not name. */
    private Field unnamed(String name) {
        return source.field(name)
                .orElseGet(() -> Field.of(name, dev.naust.api.model.FieldType.of(dev.naust.api.model.Kind.NULL)));
    }

    @Override
    public void close() {
        reader.close();
    }
}
