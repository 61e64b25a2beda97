package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import dev.naust.registry.config.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which endpoint each store is at that is not at its own connection, and which endpoints are fenced: {@code data/endpoints.json}.
 * A server that forgot it over a restart would write to the database that was left. Thread-safe.
 */
final class EndpointFile {
    private final Optional<Path> file;
    private final JsonValues json = new JsonValues();
    private final Map<String, Kept> stores = new TreeMap<>();
    private Optional<String> fault = Optional.empty();

    /** @param home where the file is; without one nothing is kept */
    EndpointFile(Optional<Path> home) {
        this.file = home.map(folder -> folder.resolve("data").resolve("endpoints.json"));
        file.ifPresent(this::read);
    }

    /**
     * Where a store is.
     *
     * @param active the endpoint's name; empty for the store's own connection
     */
    record Kept(Optional<String> active, Set<String> fenced) {
        static final Kept HOME = new Kept(Optional.empty(), Set.of());

        Kept {
            fenced = Set.copyOf(fenced);
        }

        Kept with(String fence) {
            Set<String> more = new TreeSet<>(fenced);
            more.add(fence);
            return new Kept(active, more);
        }

        Kept without(String fence) {
            Set<String> fewer = new TreeSet<>(fenced);
            fewer.remove(fence);
            return new Kept(active, fewer);
        }
    }

    /** Why it is not known where stores are; a store with a failover list must not be opened then. */
    synchronized Optional<String> fault() {
        return fault;
    }

    synchronized Kept find(String store) {
        return stores.getOrDefault(store, Kept.HOME);
    }

    /** Keeps where a store is; when this returns it is on the disk. */
    synchronized void save(String store, Kept kept) {
        Map<String, Kept> next = new TreeMap<>(stores);
        if (kept.equals(Kept.HOME)) {
            next.remove(store);
        } else {
            next.put(store, kept);
        }
        if (next.equals(stores)) {
            return;
        }
        if (file.isPresent()) {
            try {
                WholeFile.write(file.get(), json.writePretty(document(next)) + "\n");
            } catch (IOException e) {
                throw StoreFiles.unusable("data/endpoints.json cannot be written: " + e.getMessage(), e);
            }
        }
        stores.clear();
        stores.putAll(next);
    }

    private static Document document(Map<String, Kept> stores) {
        Map<String, Value> all = new LinkedHashMap<>();
        stores.forEach((id, kept) -> {
            Map<String, Value> fields = new LinkedHashMap<>();
            kept.active().ifPresent(name -> fields.put("active", Text.of(name)));
            fields.put(
                    "fenced",
                    new Value.Array(
                            kept.fenced().stream().sorted().<Value>map(Text::of).toList()));
            all.put(id, Document.of(fields));
        });
        return Document.of(all);
    }

    private void read(Path path) {
        try {
            json.readObject(Files.readString(path, StandardCharsets.UTF_8))
                    .toMap()
                    .forEach((id, value) -> {
                        if (value instanceof Document entry) {
                            stores.put(id, kept(entry));
                        }
                    });
        } catch (NoSuchFileException none) {
            stores.clear();
        } catch (IOException | MalformedJsonException e) {
            fault = Optional.of("data/endpoints.json, which says at which of its endpoints a store is, cannot be read: "
                    + e.getMessage()
                    + ". Correct it, or delete it when all stores are at their own connections, and start again.");
        }
    }

    private static Kept kept(Document entry) {
        Optional<String> active =
                entry.get("active").filter(Text.class::isInstance).map(name -> ((Text) name).string());
        Set<String> fenced = new TreeSet<>();
        if (entry.get("fenced").orElse(Value.ofNull()) instanceof Value.Array names) {
            names.items().stream()
                    .filter(Text.class::isInstance)
                    .map(name -> ((Text) name).string())
                    .forEach(fenced::add);
        }
        return new Kept(active, fenced);
    }
}
