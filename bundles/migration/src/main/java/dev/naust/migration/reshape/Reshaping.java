package dev.naust.migration.reshape;

import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a {@link Reshape} makes of a collection's schema, of its filters and of single values. Holds no state that changes. */
final class Reshaping {
    private static final int HASH_DIGITS = 64;
    private static final String LEFT_OUT = ") is not carried over: a field of it is left out.";

    private final Reshape reshape;
    private final byte @Nullable [] hashKey;

    Reshaping(Reshape reshape, byte @Nullable [] hashKey) {
        this.reshape = reshape;
        this.hashKey = hashKey;
    }

    Reshape reshape() {
        return reshape;
    }

    boolean drops(String field) {
        return transform(field) instanceof Transform.Drop;
    }

    /** A field's name after the change. */
    String renamed(String field) {
        FieldChange change = reshape.fields().get(field);
        return change == null ? field : change.to().orElse(field);
    }

    private @Nullable Transform transform(String field) {
        FieldChange change = reshape.fields().get(field);
        return change == null ? null : change.transform().orElse(null);
    }

    /** Whether a field holds what the source holds, if under another name. */
    private boolean isPlain(String field) {
        return transform(field) == null;
    }

    /**
     * The schema after the change.
     *
     * @param others what the changes of other collections make of their fields' names, for references to them
     */
    Schema schema(Schema source, Function<dev.naust.api.model.DatasetId, @Nullable Reshaping> others) {
        List<Field> fields = new ArrayList<>();
        for (Field field : source.fields()) {
            if (!drops(field.name())) {
                fields.add(field(field));
            }
        }
        added(source)
                .forEach((name, constant) -> fields.add(Field.required(
                        renamed(name), FieldType.of(constant.value().kind()))));
        requireNames(source, fields);
        return new Schema(
                source.id(),
                source.shape(),
                fields,
                keeps(source.key()) ? source.key().stream().map(this::renamed).toList() : List.of(),
                source.indexes().stream()
                        .filter(index -> keeps(index.fields()))
                        .map(this::index)
                        .toList(),
                source.foreignKeys().stream()
                        .filter(key -> keeps(key.fields()))
                        .map(key -> reference(key, others.apply(key.target())))
                        .toList(),
                extras(source));
    }

    /** What is not carried: also a key, index or reference that needs a field which is left out. */
    private List<String> extras(Schema source) {
        List<String> extras = new ArrayList<>(source.extras());
        if (!keeps(source.key())) {
            extras.add("The key (" + String.join(", ", source.key()) + LEFT_OUT);
        }
        source.indexes().stream()
                .filter(index -> !keeps(index.fields()))
                .forEach(index -> extras.add(
                        "The index \"" + index.name() + "\" on (" + String.join(", ", index.fields()) + LEFT_OUT));
        source.foreignKeys().stream()
                .filter(key -> !keeps(key.fields()))
                .forEach(key -> extras.add(
                        "The reference to " + key.target() + " by (" + String.join(", ", key.fields()) + LEFT_OUT));
        return extras;
    }

    /**
     * Refuses changes of fields that are not there: a mask whose field is misspelt would leave the field as it is.
     *
     * @throws StoreException with {@code option.unsupported}
     */
    void requireFields(Schema source) {
        for (String name : reshape.fields().keySet()) {
            if (source.field(name).isEmpty() && !added(source).containsKey(name)) {
                throw new StoreException(
                        ServiceError.OPTION_UNSUPPORTED,
                        "What is to change in " + source.id() + " names the field " + name
                                + ", which is not there. It has: "
                                + String.join(", ", source.layout().names()));
            }
        }
    }

    private static void requireNames(Schema source, List<Field> fields) {
        Set<String> names = new HashSet<>();
        for (Field each : fields) {
            if (!names.add(each.name())) {
                throw new StoreException(
                        ServiceError.OPTION_UNSUPPORTED,
                        "Two fields of " + source.id() + " would be called " + each.name()
                                + ": give one of them another name, or drop it");
            }
        }
    }

    /** The constants for fields that the source does not have. */
    Map<String, Transform.Constant> added(Schema source) {
        Map<String, Transform.Constant> added = new java.util.LinkedHashMap<>();
        reshape.fields().forEach((name, change) -> {
            if (source.field(name).isEmpty()
                    && change.transform().orElse(null) instanceof Transform.Constant constant) {
                added.put(name, constant);
            }
        });
        return added;
    }

    private boolean keeps(List<String> names) {
        return names.stream().noneMatch(this::drops);
    }

    private Index index(Index index) {
        return new Index(
                index.name(),
                index.unique(),
                index.constraint(),
                index.parts().stream()
                        .map(part -> new Index.Part(renamed(part.field()), part.descending()))
                        .toList());
    }

    private ForeignKey reference(ForeignKey key, @Nullable Reshaping target) {
        return new ForeignKey(
                key.name(),
                key.fields().stream().map(this::renamed).toList(),
                key.target(),
                target == null
                        ? key.targetFields()
                        : key.targetFields().stream().map(target::renamed).toList(),
                key.onDelete(),
                key.onUpdate(),
                key.broken());
    }

    private Field field(Field source) {
        FieldChange change = reshape.fields().get(source.name());
        boolean nullable =
                change == null ? source.nullable() : change.nullable().orElse(source.nullable());
        Field named = source.withName(renamed(source.name())).withNullable(nullable);
        Transform transform = transform(source.name());
        if (transform == null || transform instanceof Transform.Cast cast && !parses(source, cast)) {
            return named;
        }
        Field plain = named.withDefault(Optional.empty()).withGeneration(Generation.NONE);
        if (transform instanceof Transform.Cast cast) {
            return plain.withType(FieldType.of(cast.kind()));
        } else if (transform instanceof Transform.Constant constant) {
            return plain.withType(FieldType.of(constant.value().kind())).withNullable(false);
        } else if (transform instanceof Transform.Hash) {
            return plain.withType(FieldType.sized(Kind.TEXT, HASH_DIGITS, ""));
        }
        return plain.withType(new FieldType(
                Kind.TEXT,
                source.type().kind() == Kind.TEXT ? source.type().precision() : OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                ""));
    }

    /** A text is read as what it says here; every other cast is the target's declaration, and the pump's conversion. */
    static boolean parses(Field source, Transform.Cast cast) {
        return source.type().kind() == Kind.TEXT && cast.kind() != Kind.TEXT;
    }

    /** What happens to the values of one field, for one thread. */
    Function<Value, Value> change(Field source) {
        Transform transform = transform(source.name());
        if (transform instanceof Transform.Cast cast && parses(source, cast)) {
            // What cannot be read stays a text, which the target then refuses by name.
            return value ->
                    value instanceof Text text ? Words.as(cast.kind(), text).orElse(value) : value;
        } else if (transform instanceof Transform.Constant constant) {
            return value -> constant.value();
        } else if (transform instanceof Transform.Mask mask) {
            return value -> value == Value.Null.NULL ? value : Masking.of(mask, value);
        } else if (transform instanceof Transform.Hash && hashKey != null) {
            Pseudonyms pseudonyms = new Pseudonyms(hashKey);
            return value -> value == Value.Null.NULL ? value : pseudonyms.of(value);
        } else if (transform instanceof Transform.Hash) {
            throw new IllegalStateException("A plan without a key for hashes is blocked, and this one was not");
        }
        return Function.identity();
    }

    /** A filter on the changed fields as one on the source's; empty when it looks at values that the source does not have. */
    Optional<Filter> pushedDown(Filter filter, Schema source) {
        return FilterFields.renamed(
                filter,
                name -> source.fields().stream()
                        .map(Field::name)
                        .filter(each -> isPlain(each) && renamed(each).equals(name))
                        .findFirst());
    }
}
