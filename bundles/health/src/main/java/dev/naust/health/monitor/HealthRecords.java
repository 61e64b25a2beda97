package dev.naust.health.monitor;

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
import dev.naust.api.service.Health.Sample;
import dev.naust.api.service.Health.Status;
import dev.naust.api.service.ServerState;
import dev.naust.health.failover.Known;
import dev.naust.json.JsonValues;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is on record of the stores' health: their last checks, and which database each of them was. Thread-safe. */
final class HealthRecords {
    private static final Schema TABLE = Schema.table(
            DatasetId.of("naust_health"),
            List.of(Field.required("id", FieldType.of(Kind.TEXT)), Field.required("data", FieldType.of(Kind.TEXT))),
            List.of("id"));

    private final ServerState state;
    private final JsonValues json = new JsonValues();

    HealthRecords(ServerState state) {
        this.state = state;
    }

    /** What is on record of one store. */
    record Entry(Known known, List<Sample> samples) {}

    Optional<Entry> find(String store) throws InterruptedException {
        return state.use(backend -> backend.repository(TABLE).find(key(store)))
                .map(stored -> entry(json.readObject(text(stored.body(), "data").orElse("{}"))));
    }

    void save(String store, Entry entry) throws InterruptedException {
        Document record = Document.of(Map.of("id", Text.of(store), "data", Text.of(json.write(document(entry)))));
        state.use(backend -> {
            DocumentRepository records = backend.repository(TABLE);
            return records.find(key(store)).isPresent()
                    ? records.replace(key(store), record, Optional.empty())
                    : records.create(record);
        });
    }

    /** Whether the server's state answers. */
    void ask() throws InterruptedException {
        state.use(backend -> backend.repository(TABLE).find(key("-")));
    }

    private static RecordKey key(String store) {
        return RecordKey.of("id", Text.of(store));
    }

    private static Document document(Entry entry) {
        Map<String, Value> fields = new LinkedHashMap<>();
        entry.known().database().ifPresent(name -> fields.put("database", Text.of(name)));
        fields.put(
                "former",
                new Value.Array(
                        entry.known().former().stream().<Value>map(Text::of).toList()));
        fields.put("generation", Value.int64(entry.known().generation()));
        entry.known().movedAt().ifPresent(at -> fields.put("movedAt", Value.int64(at.toEpochMilli())));
        fields.put(
                "samples",
                new Value.Array(
                        entry.samples().stream().map(HealthRecords::sample).toList()));
        return Document.of(fields);
    }

    private static Value sample(Sample sample) {
        return new Value.Array(List.of(
                Value.int64(sample.at().toEpochMilli()),
                Text.of(sample.status().name()),
                Value.int64(sample.latency().map(Duration::toMillis).orElse(-1L))));
    }

    private static Entry entry(Document document) {
        List<Sample> samples = new ArrayList<>();
        if (document.get("samples").orElse(Value.ofNull()) instanceof Value.Array all) {
            all.items().forEach(each -> sample(each).ifPresent(samples::add));
        }
        return new Entry(
                new Known(
                        text(document, "database"),
                        texts(document.get("former").orElse(Value.ofNull())),
                        number(document.get("generation")).orElse(0L),
                        number(document.get("movedAt")).map(Instant::ofEpochMilli)),
                List.copyOf(samples));
    }

    private static Optional<Sample> sample(Value value) {
        if (!(value instanceof Value.Array parts)
                || parts.items().size() != 3
                || !(parts.items().get(1) instanceof Text status)) {
            return Optional.empty();
        }
        Optional<Long> latency = number(Optional.of(parts.items().get(2))).filter(millis -> millis >= 0);
        return number(Optional.of(parts.items().get(0)))
                .map(at -> new Sample(
                        Instant.ofEpochMilli(at), Status.valueOf(status.string()), latency.map(Duration::ofMillis)));
    }

    private static Optional<Long> number(Optional<Value> value) {
        return value.filter(Value.Int64.class::isInstance).map(number -> ((Value.Int64) number).number());
    }

    private static List<String> texts(Value value) {
        return value instanceof Value.Array all
                ? all.items().stream()
                        .filter(Text.class::isInstance)
                        .map(each -> ((Text) each).string())
                        .toList()
                : List.of();
    }

    private static Optional<String> text(Document document, String name) {
        return document.get(name).filter(Text.class::isInstance).map(text -> ((Text) text).string());
    }
}
