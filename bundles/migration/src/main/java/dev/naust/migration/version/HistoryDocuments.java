package dev.naust.migration.version;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Structures.Session;
import dev.naust.json.JsonValues;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The collection in which a MongoDB remembers what was run, a document for each entry. */
final class HistoryDocuments implements History {
    static final String NAME = "naust_schema_history";
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final long LOCK = 0x6E61757374L;
    private static final int MOST = 100_000;

    private final Session session;
    private final Clock clock;
    private final JsonValues json = new JsonValues();

    HistoryDocuments(Session session, Clock clock) {
        this.session = session;
        this.clock = clock;
    }

    @Override
    public long lock() {
        return LOCK;
    }

    @Override
    public boolean exists() throws InterruptedException {
        return !read().isEmpty();
    }

    @Override
    public List<HistoryEntry> read() throws InterruptedException {
        List<HistoryEntry> entries = new ArrayList<>();
        String question = "{\"find\": \"" + NAME + "\", \"sort\": {\"_id\": 1}, \"batchSize\": " + MOST + "}";
        for (Map<String, String> row : session.ask(question)) {
            entries.add(new HistoryEntry(
                    Integer.parseInt(row.get("_id")),
                    Optional.ofNullable(row.get("version")).map(VersionNumber::of),
                    row.getOrDefault("description", ""),
                    row.getOrDefault("type", "JSON"),
                    row.getOrDefault("script", ""),
                    row.containsKey("checksum")
                            ? OptionalInt.of(Integer.parseInt(row.get("checksum")))
                            : OptionalInt.empty(),
                    row.getOrDefault("installed_by", ""),
                    row.getOrDefault("installed_on", ""),
                    Integer.parseInt(row.getOrDefault("execution_time", "0")),
                    row.getOrDefault("success", "false").equals("true")));
        }
        return entries;
    }

    /** The first entry makes the collection. */
    @Override
    public void create() {}

    @Override
    public void add(HistoryEntry entry) throws InterruptedException {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("_id", Value.int64(entry.rank()));
        entry.version().ifPresent(version -> fields.put("version", Value.text(version.text())));
        fields.put("description", Value.text(entry.description()));
        fields.put("type", Value.text(entry.type()));
        fields.put("script", Value.text(entry.script()));
        entry.checksum().ifPresent(checksum -> fields.put("checksum", Value.int64(checksum)));
        fields.put("installed_by", Value.text(entry.installedBy()));
        fields.put(
                "installed_on",
                Value.text(clock.instant().truncatedTo(ChronoUnit.MILLIS).toString()));
        fields.put("execution_time", Value.int64(entry.milliseconds()));
        fields.put("success", Value.Bool.of(entry.success()));
        execute("insert", "documents", Document.of(fields));
    }

    @Override
    public void succeed(HistoryEntry entry) throws InterruptedException {
        set(entry, Map.of("success", Value.Bool.of(true), "execution_time", Value.int64(entry.milliseconds())));
    }

    @Override
    public void remove(HistoryEntry entry) throws InterruptedException {
        execute("delete", "deletes", Document.of(ordered("q", id(entry), "limit", Value.int64(1))));
    }

    @Override
    public void setChecksum(HistoryEntry entry, int checksum) throws InterruptedException {
        set(entry, Map.of("checksum", Value.int64(checksum)));
    }

    private void set(HistoryEntry entry, Map<String, Value> fields) throws InterruptedException {
        Document set = Document.of(Map.of("$set", Document.of(fields)));
        execute("update", "updates", Document.of(ordered("q", id(entry), "u", set)));
    }

    private static Document id(HistoryEntry entry) {
        return Document.of(Map.of("_id", Value.int64(entry.rank())));
    }

    private static Map<String, Value> ordered(String first, Value one, String second, Value other) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put(first, one);
        fields.put(second, other);
        return fields;
    }

    private void execute(String command, String what, Document one) throws InterruptedException {
        session.execute(
                json.write(Document.of(ordered(command, Value.text(NAME), what, new Value.Array(List.of(one))))),
                SHORT);
    }
}
