package dev.naust.sample;

import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.TypeMapper;

/** A tab-separated file holds texts and nulls, and declares nothing. */
final class SampleTypes implements TypeMapper {
    static final FieldType TEXT = FieldType.of(Kind.TEXT);

    @Override
    public Mapping plan(Field source) {
        Field target = Field.of(source.name(), TEXT);
        return switch (source.type().kind()) {
            case BYTES -> new Mapping(target, Fidelity.UNSUPPORTED, "The file holds text, not bytes");
            case EXTENSION ->
                new Mapping(
                        target,
                        Fidelity.LOSSY,
                        "Held as its text; that it was " + source.type().nativeType() + " is lost");
            case ARRAY, DOCUMENT -> Mapping.widened(target, "Held as JSON text");
            case TEXT -> text(source, target);
            case NULL,
                    BOOL,
                    INT32,
                    INT64,
                    FLOAT64,
                    DECIMAL,
                    UUID,
                    DATE,
                    TIME,
                    LOCAL_TIMESTAMP,
                    MOMENT,
                    OFFSET_TIMESTAMP,
                    JSON -> Mapping.widened(target, "Held as text");
        };
    }

    private static Mapping text(Field source, Field target) {
        boolean plain = source.type().precision().isEmpty() && source.equals(target.withType(source.type()));
        return plain
                ? Mapping.exact(target)
                : Mapping.widened(target, "The file keeps no length, no default and no rule against null");
    }
}
