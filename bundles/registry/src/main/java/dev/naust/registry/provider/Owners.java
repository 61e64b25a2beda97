package dev.naust.registry.provider;

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
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which bundle each provider's id belongs to, remembered in {@code data/provider-bundles.json}, so that another bundle cannot take an
 * id by coming first after a restart. Thread-safe.
 */
final class Owners {
    private static final Logger LOG = LoggerFactory.getLogger(Owners.class);

    private final Optional<Path> file;
    private final boolean keeps;
    private final JsonValues json = new JsonValues();
    private final Map<String, String> names = new TreeMap<>();

    /**
     * @param home where they are remembered; without one they are for as long as this lives
     * @param keeps whether what is new is remembered there too, which is the server's business and not a command's
     */
    Owners(Optional<Path> home, boolean keeps) {
        this.keeps = keeps;
        this.file = home.map(folder -> folder.resolve("data").resolve("provider-bundles.json"));
        file.ifPresent(this::load);
    }

    /** The symbolic name of the bundle that has an id. */
    synchronized Optional<String> of(String id) {
        return Optional.ofNullable(names.get(id));
    }

    /** Gives a free id to a bundle. */
    synchronized void claim(String id, String bundle) {
        if (names.putIfAbsent(id, bundle) == null) {
            save();
        }
    }

    /** Gives an id to a bundle, whoever had it. */
    synchronized void assign(String id, String bundle) {
        if (!bundle.equals(names.put(id, bundle))) {
            save();
        }
    }

    private void load(Path known) {
        try {
            json.readObject(Files.readString(known, StandardCharsets.UTF_8))
                    .toMap()
                    .forEach((id, bundle) -> {
                        if (bundle instanceof Text name) {
                            names.put(id, name.string());
                        }
                    });
        } catch (NoSuchFileException none) {
            LOG.debug("No bundle is known for any provider yet");
        } catch (IOException | MalformedJsonException e) {
            LOG.warn(
                    "data/provider-bundles.json cannot be read, so the first bundle that offers a provider has it: {}",
                    e.getMessage());
        }
    }

    private void save() {
        if (!keeps || file.isEmpty()) {
            return;
        }
        Map<String, Value> values = new LinkedHashMap<>();
        names.forEach((id, bundle) -> values.put(id, Value.text(bundle)));
        try {
            WholeFile.write(file.get(), json.writePretty(Document.of(values)) + "\n");
        } catch (IOException e) {
            LOG.warn(
                    "data/provider-bundles.json cannot be written ({}): which bundle has which provider is forgotten at"
                            + " the next start",
                    e.getMessage());
        }
    }
}
