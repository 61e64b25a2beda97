package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request as a run remembers it: endpoints without passwords. */
final class RequestDocument {
    private RequestDocument() {}

    static Document of(MigrationRequest request) {
        MigrationRequest.Options options = request.options();
        Map<String, Value> chosen = new LinkedHashMap<>();
        chosen.put("conflict", Value.text(options.conflict().name()));
        chosen.put("batchSize", Value.int64(options.batchSize()));
        chosen.put("validate", Value.Bool.of(options.validate()));
        chosen.put("continueOnError", Value.Bool.of(options.continueOnError()));
        chosen.put("parallelism", Value.int64(options.parallelism()));
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("source", Value.text(request.source().toString()));
        fields.put("target", Value.text(request.target().toString()));
        fields.put(
                "collections",
                new Value.Array(request.collections().stream()
                        .map(name -> (Value) Value.text(name))
                        .toList()));
        fields.put("options", Document.of(chosen));
        return Document.of(fields);
    }
}
