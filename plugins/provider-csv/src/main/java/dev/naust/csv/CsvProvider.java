package dev.naust.csv;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Opens folders of CSV files. */
@Component(service = StoreProvider.class)
public final class CsvProvider implements StoreProvider {
    private static final String FORM = "csv:";

    @Override
    public String id() {
        return "csv";
    }

    @Override
    public ProviderInfo info() {
        return new ProviderInfo(
                "CSV files",
                "A folder in which every .csv file with a header line is a collection",
                Set.of(Capability.RECORDS, Capability.LOCAL));
    }

    @Override
    public String configSchema() {
        return """
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["folder"],
                  "properties": {
                    "folder": {
                      "title": "Folder",
                      "description": "The folder that holds the .csv files, in UTF-8.",
                      "type": "string",
                      "minLength": 1,
                      "format": "naust-path"
                    },
                    "delimiter": {
                      "title": "Delimiter",
                      "description": "The character between fields.",
                      "enum": [",", ";", "\\t", "|"],
                      "default": ","
                    }
                  }
                }
                """;
    }

    @Override
    public Store open(StoreConfig config) {
        Path folder = Path.of(config.required("folder")).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new StoreException(
                    CsvErrorCode.NO_FOLDER, "There is no folder " + folder + "; make it, or correct \"folder\"");
        }
        return new CsvStore(
                new CsvFolder(folder, config.text("delimiter").orElse(",").charAt(0)));
    }

    @Override
    public String endpointForm() {
        return "csv:FOLDER";
    }

    @Override
    public Optional<Document> endpoint(String endpoint) {
        if (!endpoint.startsWith(FORM) || endpoint.length() == FORM.length()) {
            return Optional.empty();
        }
        String folder = endpoint.substring(FORM.length());
        return Optional.of(Document.of(Map.of("folder", Value.text(folder))));
    }
}
