package dev.naust.registry.lifecycle;

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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which jars an operator has stopped, by their names, in {@code data/stopped-plugins.json}: the framework forgets
 * everything when the server stops. Thread-safe.
 */
final class Intentions {
    private static final Logger LOG = LoggerFactory.getLogger(Intentions.class);
    private static final String STOPPED = "stopped";

    private final Optional<Path> file;
    private final JsonValues json = new JsonValues();
    private final Set<String> stopped;

    /** What was remembered in a home; without one, nothing is kept. */
    Intentions(Optional<Path> home) {
        this.file = home.map(folder -> folder.resolve("data").resolve("stopped-plugins.json"));
        this.stopped = file.map(this::read).orElseGet(TreeSet::new);
    }

    synchronized boolean isStopped(String jar) {
        return stopped.contains(jar);
    }

    synchronized void stop(String jar) {
        if (stopped.add(jar)) {
            write();
        }
    }

    synchronized void run(String jar) {
        if (stopped.remove(jar)) {
            write();
        }
    }

    private Set<String> read(Path from) {
        Set<String> names = new TreeSet<>();
        try {
            Optional<Value> listed = json.readObject(Files.readString(from, StandardCharsets.UTF_8))
                    .get(STOPPED);
            if (listed.isPresent() && listed.get() instanceof Value.Array array) {
                array.items().stream()
                        .filter(Text.class::isInstance)
                        .forEach(name -> names.add(((Text) name).string()));
            }
        } catch (NoSuchFileException none) {
            LOG.debug("No plugin was ever stopped here");
        } catch (IOException | MalformedJsonException e) {
            LOG.warn(
                    "data/stopped-plugins.json cannot be read, so that plugins that were stopped run: {}",
                    e.toString());
        }
        return names;
    }

    private void write() {
        if (file.isEmpty()) {
            return;
        }
        Path target = file.get();
        Document content = Document.empty()
                .with(
                        STOPPED,
                        new Value.Array(stopped.stream().<Value>map(Text::of).toList()));
        try {
            WholeFile.write(target, json.write(content) + "\n");
        } catch (IOException e) {
            LOG.warn(
                    "data/stopped-plugins.json cannot be written, so that this is forgotten at the next start: {}",
                    e.toString());
        }
    }
}
