package dev.naust.filesystem;

import dev.naust.api.model.Field;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.TypeMapper;
import java.util.Optional;

/** A line of exact JSON holds every value as it is; only what another store computes by itself is not carried. */
final class FilesystemTypes implements TypeMapper {

    @Override
    public Mapping plan(Field source) {
        Field target = source.withType(source.type().withNativeType("")).withGeneration(Field.Generation.NONE);
        if (source.generation() == Field.Generation.COMPUTED) {
            return Mapping.widened(
                    target.withDefault(Optional.empty()),
                    "The values are carried; a folder does not compute them again");
        }
        return source.generation() == Field.Generation.IDENTITY
                ? Mapping.widened(
                        target.withDefault(Optional.empty()),
                        "The numbers are carried; a folder does not make new ones")
                : Mapping.kept(target);
    }
}
