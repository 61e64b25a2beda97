package dev.naust.memory;

import dev.naust.api.model.Field;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.TypeMapper;
import java.util.Optional;

/** Memory holds every value as it is; only what another store computes by itself is not carried. */
final class MemoryTypes implements TypeMapper {

    @Override
    public Mapping plan(Field source) {
        Field target = source.withType(source.type().withNativeType(""));
        if (source.generation() == Field.Generation.COMPUTED) {
            return Mapping.widened(
                    target.withGeneration(Field.Generation.NONE).withDefault(Optional.empty()),
                    "The values are carried; memory does not compute the field again");
        }
        return Mapping.kept(target);
    }
}
