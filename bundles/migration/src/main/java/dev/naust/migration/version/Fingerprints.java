package dev.naust.migration.version;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.ServerState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What a store's structure was when its last version was run, kept in the server's own state, to find what changed since. */
final class Fingerprints {
    private static final Schema SCHEMA = Schema.table(
            DatasetId.of("schema_fingerprints"),
            List.of(Field.required("store", FieldType.of(Kind.TEXT)), Field.required("parts", FieldType.of(Kind.TEXT))),
            List.of("store"));

    private final ServerState state;

    Fingerprints(ServerState state) {
        this.state = state;
    }

    /** Notes the structure as it is now. */
    void keep(String store, Structure structure) throws InterruptedException {
        StringBuilder parts = new StringBuilder();
        parts(structure)
                .forEach((name, hash) ->
                        parts.append(hash).append(' ').append(name).append('\n'));
        state.use(backend -> {
            DocumentRepository repository = backend.repository(SCHEMA);
            Map<String, Value> fields = new LinkedHashMap<>();
            fields.put("store", Value.text(store));
            fields.put("parts", Value.text(parts.toString()));
            RecordKey key = key(store);
            return repository.find(key).isPresent()
                    ? repository.replace(key, Document.of(fields), Optional.empty())
                    : repository.create(Document.of(fields));
        });
    }

    /** What is not as the last run left it, one sentence each; nothing when nothing was noted. */
    List<String> drift(String store, Structure structure) throws InterruptedException {
        Optional<String> kept = state.use(backend -> backend.repository(SCHEMA)
                .find(key(store))
                .flatMap(entry -> entry.body().get("parts"))
                .map(value -> ((Text) value).string()));
        if (kept.isEmpty()) {
            return List.of();
        }
        Map<String, String> before = new TreeMap<>();
        kept.get()
                .lines()
                .forEach(line ->
                        before.put(line.substring(line.indexOf(' ') + 1), line.substring(0, line.indexOf(' '))));
        Map<String, String> now = parts(structure);
        List<String> drift = new ArrayList<>();
        now.forEach((name, hash) -> {
            if (!before.containsKey(name)) {
                drift.add("The " + name + " was made since the last run, and by no file.");
            } else if (!Objects.equals(before.get(name), hash)) {
                drift.add("The " + name + " was changed since the last run, and by no file.");
            }
        });
        before.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> drift.add("The " + name + " was removed since the last run, and by no file."));
        return drift;
    }

    private static RecordKey key(String store) {
        return RecordKey.of("store", Value.text(store));
    }

    private static Map<String, String> parts(Structure structure) {
        Map<String, String> parts = new TreeMap<>();
        structure.tables().stream()
                .filter(table -> !table.id().name().equals(HistoryTable.NAME))
                .forEach(table -> parts.put("table " + plain(table.id()), hash(table)));
        structure.views().forEach(view -> parts.put("view " + plain(view.id()), hash(view)));
        structure.sequences().forEach(each -> parts.put("sequence " + plain(each.id()), hash(each)));
        structure.enums().forEach(each -> parts.put("type " + plain(each.id()), hash(each)));
        structure.domains().forEach(each -> parts.put("domain " + plain(each.id()), hash(each)));
        return parts;
    }

    private static String plain(DatasetId id) {
        return id.toString().replaceAll("\\R", " ");
    }

    private static String hash(Object part) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(part.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
