package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
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

    /**
     * The request that a run remembers.
     *
     * @throws StoreException when it cannot be made again, because a password was left out
     */
    static MigrationRequest read(Document document) {
        Document chosen = (Document) document.get("options").orElseThrow();
        return new MigrationRequest(
                endpoint(document, "source"),
                endpoint(document, "target"),
                ((Value.Array) document.get("collections").orElseThrow())
                        .items().stream().map(name -> ((Text) name).string()).toList(),
                new MigrationRequest.Options(
                        MigrationRequest.Conflict.valueOf(text(chosen, "conflict")),
                        (int) number(chosen, "batchSize"),
                        chosen.get("validate").orElseThrow() == Value.Bool.TRUE,
                        chosen.get("continueOnError").orElseThrow() == Value.Bool.TRUE,
                        (int) number(chosen, "parallelism")));
    }

    private static MigrationRequest.Endpoint endpoint(Document document, String name) {
        String text = text(document, name);
        if (text.contains(":********@")) {
            throw new StoreException(
                    ServiceError.RUN_NOT_RESUMABLE,
                    "The password of " + text + " is not kept, so that this run cannot go on: start it anew, or use a"
                            + " configured store");
        }
        return text.matches("[a-z][a-z0-9-]{0,62}")
                ? new MigrationRequest.Endpoint.StoreId(text)
                : new MigrationRequest.Endpoint.Address(text);
    }

    private static String text(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }

    private static long number(Document document, String name) {
        return ((Value.Int64) document.get(name).orElseThrow()).number();
    }
}
