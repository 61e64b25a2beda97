package dev.naust.redis.form;

import dev.naust.api.model.Field;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.TypeMapper;
import java.util.Optional;

/**
 * Redis itself keeps bytes; the schema kept beside says what they mean, so that every value is held as it is. Only what
 * another store computes by itself is not carried.
 */
public final class RedisTypes implements TypeMapper {
    /** What the native names of Redis's own types begin with, as fields of keyspaces have them. */
    public static final String OWN = "redis ";

    @Override
    public Mapping plan(Field source) {
        if (source.type().nativeType().startsWith(OWN)) {
            return Mapping.exact(source);
        }
        Field target = source.withType(source.type().withNativeType(""));
        if (source.generation() == Field.Generation.COMPUTED) {
            return Mapping.widened(
                    target.withGeneration(Field.Generation.NONE).withDefault(Optional.empty()),
                    "The values are carried; Redis does not compute the field again");
        }
        return Mapping.kept(target);
    }
}
