package dev.naust.mongodb;

import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.TypeMapper;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.bson.NativeTypes;
import dev.naust.mongodb.catalogue.BsonTypes;
import java.util.Optional;

/**
 * How MongoDB holds fields of other technologies. Every value comes back as it was; what differs is how it looks to people who
 * use the collection with other tools.
 */
final class MongoTypes implements TypeMapper {
    private static final int DECIMAL_DIGITS = 34;
    private static final int MILLISECONDS = 3;

    @Override
    public Mapping plan(Field source) {
        FieldType wanted = source.type();
        return switch (wanted.kind()) {
            case BOOL, INT32, INT64, FLOAT64, TEXT, BYTES, UUID, ARRAY, DOCUMENT -> exact(source);
            case DECIMAL ->
                wanted.precision().orElse(Integer.MAX_VALUE) <= DECIMAL_DIGITS
                        ? exact(source)
                        : widened(
                                source,
                                "A number of more than 34 digits lies rounded in its field and exactly in "
                                        + Form.COMPANIONS + ".");
            case MOMENT ->
                isCoarse(wanted)
                        ? exact(source)
                        : widened(
                                source,
                                "MongoDB's dates end with milliseconds: what is finer lies in " + Form.COMPANIONS
                                        + ".");
            case LOCAL_TIMESTAMP ->
                widened(
                        source,
                        "It is kept as a date in UTC"
                                + (isCoarse(wanted)
                                        ? "."
                                        : ", and what is finer than milliseconds in " + Form.COMPANIONS + "."));
            case DATE -> widened(source, "It is kept as a date at midnight in UTC.");
            case TIME, OFFSET_TIMESTAMP -> widened(source, "MongoDB has no such type: its ISO 8601 text is kept.");
            case JSON -> json(source);
            case EXTENSION -> extension(source);
            case NULL ->
                new Mapping(
                        bare(source).withType(FieldType.of(Kind.TEXT, BsonTypes.name(Kind.TEXT))),
                        Fidelity.WIDENED,
                        "It holds nothing yet.");
        };
    }

    private static boolean isCoarse(FieldType type) {
        return type.precision().orElse(9) <= MILLISECONDS;
    }

    private static Mapping json(Field source) {
        if (source.type().nativeType().equals(Form.MIXED)) {
            return with(source, source.type(), Fidelity.EXACT, "");
        }
        return widened(source, "The JSON text is kept as it is, as a text.");
    }

    private static Mapping extension(Field source) {
        String type = source.type().nativeType();
        if (NativeTypes.knows(type)) {
            return with(source, source.type(), Fidelity.EXACT, "");
        }
        return with(
                source,
                source.type(),
                Fidelity.WIDENED,
                "MongoDB does not know the type " + type + ": its text form is kept.");
    }

    private static Mapping exact(Field source) {
        return with(source, named(source.type()), Fidelity.EXACT, "");
    }

    private static Mapping widened(Field source, String note) {
        return with(source, named(source.type()), Fidelity.WIDENED, note);
    }

    private static FieldType named(FieldType type) {
        return new FieldType(
                type.kind(),
                type.precision(),
                type.scale(),
                type.element().map(MongoTypes::named),
                BsonTypes.name(type.kind()));
    }

    private static Field bare(Field source) {
        return source.withDefault(Optional.empty()).withGeneration(Generation.NONE);
    }

    private static Mapping with(Field source, FieldType type, Fidelity fidelity, String note) {
        StringBuilder notes = new StringBuilder(note);
        switch (source.generation()) {
            case IDENTITY ->
                add(notes, "MongoDB does not number records by itself; new records bring their own value.");
            case COMPUTED ->
                add(notes, "The values are kept as they are; the rule that computes them is not carried over.");
            case NONE -> source.defaultValue().ifPresent(value -> add(notes, about(value)));
        }
        return new Mapping(
                bare(source).withType(type), notes.isEmpty() ? fidelity : atBest(fidelity), notes.toString());
    }

    private static Fidelity atBest(Fidelity fidelity) {
        return fidelity == Fidelity.EXACT ? Fidelity.WIDENED : fidelity;
    }

    private static String about(DefaultValue value) {
        return value instanceof DefaultValue.Expression expression
                ? "The default " + expression.text() + " is not carried over: MongoDB has no defaults."
                : "The default is not carried over: MongoDB has no defaults.";
    }

    private static void add(StringBuilder notes, String note) {
        notes.append(notes.isEmpty() ? "" : " ").append(note);
    }
}
