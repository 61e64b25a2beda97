package dev.naust.migration.compare;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a run was asked for, as it is kept with the run, and back. */
final class Asked {
    private Asked() {}

    static Document of(ComparisonRequest request) {
        return fields(request).document();
    }

    static Document of(String comparison, ComparisonRequest request, RepairRequest wanted) {
        return fields(request)
                .put("comparison", comparison)
                .put("towards", wanted.towards().name())
                .put("deleteExtra", wanted.deleteExtra())
                .put("dryRun", wanted.dryRun())
                .document();
    }

    private static Fields fields(ComparisonRequest request) {
        Fields renames = new Fields();
        request.renames().forEach(renames::put);
        return new Fields()
                .put("source", request.source().toString())
                .put("target", request.target().toString())
                .put("collections", request.collections(), Value::text)
                .put("renames", renames.document())
                .put("filtered", request.filter().isPresent())
                .put("listed", request.listed());
    }

    /**
     * The comparison that was asked for.
     *
     * @throws StoreException when only a part of the records was compared, so that it cannot be asked for again
     */
    static ComparisonRequest read(Document parameters) {
        if (Fields.truth(parameters, "filtered")) {
            throw filtered();
        }
        Document renames = Fields.inner(parameters, "renames");
        Map<String, String> names = new LinkedHashMap<>();
        renames.layout().names().forEach(name -> names.put(name, Fields.text(renames, name)));
        return new ComparisonRequest(
                new Endpoint.StoreId(Fields.text(parameters, "source")),
                new Endpoint.StoreId(Fields.text(parameters, "target")),
                Fields.texts(parameters, "collections"),
                names,
                Optional.empty(),
                Math.toIntExact(Fields.number(parameters, "listed")));
    }

    static StoreException filtered() {
        return new StoreException(
                ServiceError.OPTION_UNSUPPORTED,
                "This comparison looked only at the records that its filter let through, and could take a record for"
                        + " missing that is there: compare without the filter, and put that right");
    }
}
