package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Kind;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a request wants of the target's declarations: other names for collections, other kinds for fields.
 *
 * @param misfits the fields that are to be text because the target refuses some of their values: why, by collection and field
 */
record Wishes(Map<DatasetId, Reshape> reshapes, Lossy lossy, Map<DatasetId, Map<String, String>> misfits) {

    /** No wishes at all. */
    static Wishes none() {
        return new Wishes(Map.of(), Lossy.REJECT, Map.of());
    }

    /** The same, with fields that are to be text. */
    Wishes asText(Map<DatasetId, Map<String, String>> fields) {
        return new Wishes(reshapes, lossy, fields);
    }

    /** Why a field is to be text though its type would do; empty where it need not be. */
    Optional<String> misfit(DatasetId source, String field) {
        return Optional.ofNullable(misfits.getOrDefault(source, Map.of()).get(field));
    }

    /** The name that a collection is to have; empty where it keeps its own. */
    Optional<String> name(DatasetId source) {
        return Optional.ofNullable(reshapes.get(source)).flatMap(Reshape::to);
    }

    /** The kinds that fields are cast to, by their new names. */
    Map<String, Kind> casts(DatasetId source) {
        Map<String, Kind> casts = new HashMap<>();
        Reshape reshape = reshapes.get(source);
        if (reshape != null) {
            reshape.fields()
                    .forEach((name, change) -> change.transform().ifPresent(transform -> {
                        if (transform instanceof Transform.Cast cast) {
                            casts.put(change.to().orElse(name), cast.kind());
                        }
                    }));
        }
        return casts;
    }
}
