package dev.naust.storage.typed;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.port.Id;
import dev.naust.api.port.Indexed;
import dev.naust.api.port.Stored;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a class looks like to a store: its properties as fields, its key and its indexes. Safe for use by several threads. */
public final class ObjectShape<T> {
    private static final String USUAL_KEY = "id";

    private final ObjectValues values = new ObjectValues();
    private final Class<T> raw;
    private final JavaType type;
    private final Map<String, BeanPropertyDefinition> properties = new LinkedHashMap<>();

    /** The shape of a class. */
    public ObjectShape(Class<T> raw) {
        this.raw = raw;
        this.type = values.mapper().constructType(raw);
        values.mapper().getSerializationConfig().introspect(type).findProperties().stream()
                .filter(BeanPropertyDefinition::couldSerialize)
                .forEach(property -> properties.put(property.getName(), property));
    }

    String name() {
        return raw.getSimpleName();
    }

    List<String> propertyNames() {
        return List.copyOf(properties.keySet());
    }

    /**
     * The collection that holds objects of the class.
     *
     * @throws IllegalArgumentException when the class has no key or a property that no store can hold
     */
    public Schema schema() {
        List<String> key = key();
        List<Field> fields = properties.values().stream()
                .map(property -> field(property, key))
                .toList();
        Stored stored = raw.getAnnotation(Stored.class);
        DatasetId id = DatasetId.of(stored == null ? name() : stored.value());
        return new Schema(id, Shape.TABLE, fields, key, indexes(id), List.of(), List.of());
    }

    /**
     * Looks at the class as something that needs no key.
     *
     * @throws IllegalArgumentException when it has a property that no store can hold
     */
    public ObjectShape<T> checked() {
        properties.values().forEach(property -> field(property, List.of()));
        return this;
    }

    private Field field(BeanPropertyDefinition property, List<String> key) {
        JavaType of = property.getPrimaryMember().getType();
        FieldType fieldType = ObjectKinds.of(of, property.getName());
        boolean needed = of.isPrimitive() || key.contains(property.getName());
        return needed ? Field.required(property.getName(), fieldType) : Field.of(property.getName(), fieldType);
    }

    private List<String> key() {
        List<String> marked = properties.values().stream()
                .filter(property -> annotation(property, Id.class).isPresent())
                .map(BeanPropertyDefinition::getName)
                .toList();
        if (!marked.isEmpty()) {
            return marked;
        }
        if (properties.containsKey(USUAL_KEY)) {
            return List.of(USUAL_KEY);
        }
        throw new IllegalArgumentException(
                raw.getName() + " has no property \"" + USUAL_KEY + "\" and none that is marked with @Id; add one");
    }

    private List<Index> indexes(DatasetId id) {
        List<Index> indexes = new ArrayList<>();
        properties
                .values()
                .forEach(property -> annotation(property, Indexed.class)
                        .map(indexed -> index(id, property.getName(), indexed))
                        .ifPresent(indexes::add));
        return indexes;
    }

    private Index index(DatasetId id, String first, Indexed indexed) {
        List<String> names =
                Stream.concat(Stream.of(first), Stream.of(indexed.with())).toList();
        for (String name : names) {
            BeanPropertyDefinition property = properties.get(name);
            if (property == null) {
                throw new IllegalArgumentException(
                        raw.getName() + " has no property \"" + name + "\" to make an index over");
            }
            Kind kind =
                    ObjectKinds.of(property.getPrimaryMember().getType(), name).kind();
            if (kind == Kind.DOCUMENT || kind == Kind.ARRAY) {
                throw new IllegalArgumentException(
                        "There is no index over \"" + name + "\", which holds more than one value");
            }
        }
        return new Index(
                id.name() + "_" + String.join("_", names),
                indexed.unique(),
                false,
                names.stream().map(name -> new Index.Part(name, false)).toList());
    }

    private static <A extends Annotation> Optional<A> annotation(BeanPropertyDefinition property, Class<A> wanted) {
        return Stream.<@Nullable AnnotatedMember>of(
                        property.getField(), property.getGetter(), property.getConstructorParameter())
                .filter(member -> member != null && member.hasAnnotation(wanted))
                .map(member -> member.getAnnotation(wanted))
                .findFirst();
    }

    /** A property's value, or a part of a condition, as a value. */
    Value value(@Nullable Object object) {
        return values.toValue(object);
    }

    /** An object as a document. */
    Document document(Object object) {
        if (values.toValue(object) instanceof Document document) {
            return document;
        }
        throw new IllegalArgumentException(name() + " has no properties; use a record or a class with getters");
    }

    /**
     * A document as an object.
     *
     * @throws IllegalArgumentException when it does not fit
     */
    T object(Document document) {
        return values.toObject(document, type);
    }

    /** The type of a property. */
    Optional<FieldType> typeOf(String property) {
        return Optional.ofNullable(properties.get(property))
                .map(found -> ObjectKinds.of(found.getPrimaryMember().getType(), property));
    }
}
