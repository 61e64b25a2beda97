package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code config/naust.json} says about stores, read anew whenever it is asked for: {@code fileRoots}, the folders that
 * stores may use (default {@code ["data"]}), {@code secretFolders}, where {@code ${file:…}} may lead (default
 * {@code ["/run/secrets", "secrets"]}), {@code allowedHosts}, where remote stores may be (default: anywhere), {@code defaultStore}, and {@code usualLease}, how long a store may be borrowed before that
 * is reported (default {@code "30m"}).
 */
public final class Settings {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final List<String> DEFAULT_ROOTS = List.of("data");
    private static final List<String> DEFAULT_SECRETS = List.of("/run/secrets", "secrets");

    /** How long a store may be borrowed before that is reported, unless the file says otherwise. */
    public static final Duration USUAL_LEASE = Duration.ofMinutes(30);

    private final Path home;
    private final JsonValues json = new JsonValues();
    private volatile Optional<Document> lastRead = Optional.empty();

    /** The settings of a home folder, which need not exist. */
    public Settings(Path home) {
        this.home = home;
    }

    /** The server's home folder. */
    public Path home() {
        return home;
    }

    /** The store that is used where none is named. */
    public Optional<String> defaultStore() {
        return read().get("defaultStore").filter(Text.class::isInstance).map(name -> ((Text) name).string());
    }

    /**
     * Keeps the choice of the store that is used where none is named.
     *
     * @throws IOException when the file cannot be read or written; it is as it was then
     */
    public void chooseDefaultStore(String id) throws IOException {
        Document changed = readFile().with("defaultStore", Text.of(id));
        WholeFile.write(file(), json.writePretty(changed) + "\n");
    }

    /** How long a store may be borrowed before that is reported. */
    public Duration usualLease() {
        return read().get("usualLease")
                .filter(Text.class::isInstance)
                .flatMap(text -> Durations.read(((Text) text).string()))
                .orElse(USUAL_LEASE);
    }

    PathPolicy paths() {
        return new PathPolicy(home, folders("fileRoots", DEFAULT_ROOTS));
    }

    PathPolicy secretFolders() {
        return new PathPolicy(
                home, folders("secretFolders", DEFAULT_SECRETS), "secretFolders", "references to secrets");
    }

    AllowedHosts allowedHosts() {
        return texts("allowedHosts").map(AllowedHosts::of).orElse(AllowedHosts.EVERY);
    }

    private List<Path> folders(String name, List<String> otherwise) {
        return texts(name).orElse(otherwise).stream()
                .map(folder -> home.resolve(folder).normalize())
                .toList();
    }

    /** A list of texts; empty when there is none. */
    private Optional<List<String>> texts(String name) {
        return read().get(name)
                .filter(Value.Array.class::isInstance)
                .map(list -> ((Value.Array) list)
                        .items().stream()
                                .filter(Text.class::isInstance)
                                .map(item -> ((Text) item).string())
                                .toList());
    }

    private Document read() {
        try {
            Document now = readFile();
            lastRead = Optional.of(now);
            return now;
        } catch (IOException e) {
            // Its defaults would open what it closes, such as which hosts are allowed.
            Optional<Document> before = lastRead;
            LOG.warn(
                    "config/naust.json cannot be read, so {} apply: {}",
                    before.isPresent() ? "the settings that it had before" : "its defaults",
                    e.getMessage());
            return before.orElseGet(Document::empty);
        }
    }

    private Document readFile() throws IOException {
        try {
            return json.readObject(Files.readString(file(), StandardCharsets.UTF_8));
        } catch (NoSuchFileException none) {
            return Document.empty();
        } catch (MalformedJsonException e) {
            throw new IOException("it is not JSON: " + e.getMessage(), e);
        }
    }

    private Path file() {
        return home.resolve("config").resolve("naust.json");
    }
}
