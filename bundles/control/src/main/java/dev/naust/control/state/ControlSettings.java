package dev.naust.control.state;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the server keeps its own state, as the environment says.
 *
 * @param type the provider's id
 * @param file the database file, absolute; empty when it is no file
 * @param url the server's address, which may hold a password; empty when it is none
 */
public record ControlSettings(String type, Optional<Path> file, Optional<String> url) {

    /**
     * Reads {@code STORAGE_BACKEND}, {@code SQLITE_PATH} and {@code POSTGRESQL_URL}.
     *
     * @param home the folder that relative paths start from
     * @throws StoreException when they contradict each other
     */
    public static ControlSettings from(Map<String, String> environment, Path home) {
        String backend = set(environment, "STORAGE_BACKEND").orElse("sqlite");
        return switch (backend) {
            case "memory" -> new ControlSettings("memory", Optional.empty(), Optional.empty());
            case "sqlite" -> {
                String path = set(environment, "SQLITE_PATH").orElse("data/control.db");
                yield new ControlSettings(
                        "sqlite",
                        Optional.of(home.resolve(path).toAbsolutePath().normalize()),
                        Optional.empty());
            }
            case "postgres" ->
                new ControlSettings(
                        "postgres",
                        Optional.empty(),
                        Optional.of(set(environment, "POSTGRESQL_URL")
                                .orElseThrow(
                                        () -> wrong("STORAGE_BACKEND is \"postgres\", but POSTGRESQL_URL is not set;"
                                                + " set it to postgresql://user:password@host:port/database"))));
            default ->
                throw wrong(
                        "STORAGE_BACKEND is \"" + backend + "\", but must be \"memory\", \"sqlite\" or \"postgres\"");
        };
    }

    /** The connection that the provider opens the store with. */
    Document connection(StoreProvider provider) {
        if (file.isPresent()) {
            // The audit log and acknowledged changes must outlive a power cut.
            return Document.empty()
                    .with("path", Value.text(file.get().toString()))
                    .with("synchronous", Value.text("full"));
        }
        return url.map(address -> provider.endpoint(address)
                        .orElseThrow(() -> wrong("POSTGRESQL_URL has not the form"
                                + " postgresql://user:password@host:port/database; correct it and start again")))
                .orElseGet(Document::empty);
    }

    /** Whether other servers may have their state there, too. */
    public boolean shared() {
        return url.isPresent();
    }

    /** The place in words, without secrets. */
    String describe() {
        return file.map(path -> type + " file " + path).orElse(type);
    }

    /** A name for the place that no other place of this server's state has; empty when the place ends with the process. */
    public Optional<String> name() {
        if (type.equals("memory")) {
            return Optional.empty();
        }
        String where =
                url.map(address -> address.replaceFirst("//[^/@]*@", "//")).orElse("");
        return Optional.of(where.isEmpty() ? type : type + "-" + Integer.toHexString(where.hashCode()));
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::trim).filter(value -> !value.isEmpty());
    }

    private static StoreException wrong(String message) {
        return new StoreException(ServiceError.CONTROL_UNAVAILABLE, message);
    }

    @Override
    public String toString() {
        return "ControlSettings[" + describe() + "]";
    }
}
