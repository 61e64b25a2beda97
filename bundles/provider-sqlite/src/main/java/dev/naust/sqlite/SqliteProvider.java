package dev.naust.sqlite;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import dev.naust.jdbc.Drivers;
import dev.naust.sqlite.file.OpenFiles;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Offers to open SQLite files as stores. */
@Component(service = StoreProvider.class)
public final class SqliteProvider implements StoreProvider {
    private static final String PREFIX = "sqlite:";
    private static final String SCHEMA = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "additionalProperties": false,
              "required": ["path"],
              "properties": {
                "path": {
                  "type": "string", "minLength": 1, "format": "naust-path",
                  "title": "File", "description": "The database file; relative to the home folder."
                },
                "create": {
                  "type": "boolean", "default": true,
                  "title": "Create", "description": "Whether the first write may create the file."
                },
                "readOnly": {
                  "type": "boolean", "default": false,
                  "title": "Read only", "description": "Never write to the file."
                },
                "busyTimeout": {
                  "type": "string", "pattern": "^[0-9]{1,6}(ms|s|m)$", "default": "5s",
                  "title": "Wait for locks",
                  "description": "How long to wait while another program keeps the file locked, such as 500ms or 5s."
                },
                "synchronous": {
                  "enum": ["normal", "full"], "default": "normal",
                  "title": "Wait for the disk",
                  "description": "full: every commit waits for the disk, so that even a power cut takes none back. normal: faster."
                }
              }
            }
            """;

    private final Path workingFolder;
    private final Natives natives = new Natives();
    private final OpenFiles files = new OpenFiles();

    /** The component; relative endpoints are resolved against the folder that the operator started Naust in. */
    @Activate
    public SqliteProvider(BundleContext context) {
        this(Optional.ofNullable(context.getProperty("naust.cwd"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.dir"))));
        natives.loadAhead();
    }

    SqliteProvider(Path workingFolder) {
        this.workingFolder = workingFolder;
    }

    /** Frees what the driver would keep beyond the bundle's life. */
    @Deactivate
    void stop() throws SQLException, IOException {
        Drivers.deregister(SqliteProvider.class);
        natives.close();
    }

    @Override
    public String id() {
        return "sqlite";
    }

    @Override
    public ProviderInfo info() {
        return new ProviderInfo(
                "SQLite",
                "A file with tables, as phones, browsers and desktop programs keep their data in.",
                Set.of(
                        Capability.RECORDS,
                        Capability.SQL,
                        Capability.TRANSACTIONS,
                        Capability.QUEUE,
                        Capability.CHANGES,
                        Capability.FULL_TEXT_SEARCH,
                        Capability.LOCAL));
    }

    @Override
    public String configSchema() {
        return SCHEMA;
    }

    @Override
    public Store open(StoreConfig config) {
        return new SqliteStore(config.storeId(), new SqliteFile(SqliteConfig.from(config), natives, files));
    }

    @Override
    public String endpointForm() {
        return "sqlite:PATH";
    }

    @Override
    public Optional<Document> endpoint(String endpoint) {
        if (!endpoint.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String typed = endpoint.substring(PREFIX.length());
        if (typed.isBlank()) {
            throw new StoreException(
                    SqliteErrorCode.BAD_ENDPOINT,
                    "The endpoint \"sqlite:\" names no file. Write sqlite:PATH, such as sqlite:shop.db.");
        }
        Map<String, Value> connection = new LinkedHashMap<>();
        connection.put("path", Text.of(resolve(typed).toString()));
        return Optional.of(Document.of(connection));
    }

    private Path resolve(String typed) {
        try {
            return workingFolder.resolve(typed).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new StoreException(
                    SqliteErrorCode.BAD_ENDPOINT,
                    "The endpoint \"" + typed + "\" is not a path on this machine (" + e.getReason()
                            + "). Write sqlite:PATH, such as sqlite:shop.db.",
                    e);
        }
    }
}
