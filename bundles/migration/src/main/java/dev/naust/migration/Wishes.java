package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Kind;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a request wants of the target's declarations: other names for collections, other kinds for fields. */
record Wishes(Map<DatasetId, Reshape> reshapes, Lossy lossy) {

    /** No wishes at all. */
    static Wishes none() {
        return new Wishes(Map.of(), Lossy.REJECT);
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
