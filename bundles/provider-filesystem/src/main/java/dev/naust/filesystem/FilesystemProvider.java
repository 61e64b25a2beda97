package dev.naust.filesystem;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.filesystem.disk.Root;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Opens folders as stores. */
@Component(service = StoreProvider.class)
public final class FilesystemProvider implements StoreProvider {
    private static final String FORM = "file:";

    @Override
    public String id() {
        return "filesystem";
    }

    @Override
    public ProviderInfo info() {
        return new ProviderInfo(
                "Folder",
                "A folder of documents in JSON, NDJSON and CSV, and of files",
                Set.of(Capability.RECORDS, Capability.FILES, Capability.CHANGES, Capability.LOCAL));
    }

    @Override
    public String configSchema() {
        return """
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["root"],
                  "properties": {
                    "root": {
                      "title": "Folder",
                      "description": "The folder that holds the collections and, in its folder \\"files\\", the files.",
                      "type": "string",
                      "minLength": 1,
                      "format": "naust-path"
                    }
                  }
                }
                """;
    }

    @Override
    public Store open(StoreConfig config) {
        return new FilesystemStore(Root.open(Path.of(config.required("root"))), Clock.systemUTC());
    }

    /** {@code file:shop} is the folder {@code shop}. */
    @Override
    public String endpointForm() {
        return "file:FOLDER";
    }

    @Override
    public Optional<Document> endpoint(String endpoint) {
        if (!endpoint.startsWith(FORM) || endpoint.length() == FORM.length()) {
            return Optional.empty();
        }
        return Optional.of(Document.of(Map.of("root", Value.text(endpoint.substring(FORM.length())))));
    }
}
