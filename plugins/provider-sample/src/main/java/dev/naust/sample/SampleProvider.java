package dev.naust.sample;

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

/** Opens folders of tab-separated files. */
@Component(service = StoreProvider.class)
public final class SampleProvider implements StoreProvider {
    private static final String FORM = "sample:";

    @Override
    public String id() {
        return "sample";
    }

    @Override
    public ProviderInfo info() {
        return new ProviderInfo(
                "Sample",
                "A folder in which every .tsv file is a collection",
                Set.of(Capability.RECORDS, Capability.LOCAL));
    }

    /** The form in the console and the validation of the file; format naust-path has Naust confine the path first. */
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
                      "description": "The folder that holds the .tsv files, in UTF-8.",
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
        Path folder = Path.of(config.required("folder")).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new StoreException(
                    SampleErrorCode.NO_FOLDER, "There is no folder " + folder + "; make it, or correct \"folder\"");
        }
        return new SampleStore(new SampleFolder(folder));
    }

    /** What {@code naust migrate --from sample:FOLDER} stands for. */
    @Override
    public String endpointForm() {
        return FORM + "FOLDER";
    }

    @Override
    public Optional<Document> endpoint(String endpoint) {
        if (!endpoint.startsWith(FORM) || endpoint.length() == FORM.length()) {
            return Optional.empty();
        }
        return Optional.of(Document.of(Map.of("folder", Value.text(endpoint.substring(FORM.length())))));
    }
}
