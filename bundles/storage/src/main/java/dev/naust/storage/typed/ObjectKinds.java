package dev.naust.storage.typed;

import com.fasterxml.jackson.databind.JavaType;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;

/** Which kind of value a property's type is. */
final class ObjectKinds {
    private static final Map<Class<?>, Kind> SIMPLE = Map.ofEntries(
            Map.entry(String.class, Kind.TEXT),
            Map.entry(Character.class, Kind.TEXT),
            Map.entry(Boolean.class, Kind.BOOL),
            Map.entry(Byte.class, Kind.INT32),
            Map.entry(Short.class, Kind.INT32),
            Map.entry(Integer.class, Kind.INT32),
            Map.entry(Long.class, Kind.INT64),
            Map.entry(Float.class, Kind.FLOAT64),
            Map.entry(Double.class, Kind.FLOAT64),
            Map.entry(BigDecimal.class, Kind.DECIMAL),
            Map.entry(BigInteger.class, Kind.DECIMAL),
            Map.entry(byte[].class, Kind.BYTES),
            Map.entry(UUID.class, Kind.UUID),
            Map.entry(LocalDate.class, Kind.DATE),
            Map.entry(LocalTime.class, Kind.TIME),
            Map.entry(LocalDateTime.class, Kind.LOCAL_TIMESTAMP),
            Map.entry(Instant.class, Kind.MOMENT),
            Map.entry(OffsetDateTime.class, Kind.OFFSET_TIMESTAMP));

    private ObjectKinds() {}

    /**
     * The type of the field that holds such a property.
     *
     * @param property its name, for the message
     * @throws IllegalArgumentException when no store can hold it
     */
    static FieldType of(JavaType type, String property) {
        Class<?> raw = boxed(type.getRawClass());
        Kind simple = SIMPLE.get(raw);
        if (simple != null) {
            return FieldType.of(simple);
        }
        if (type.isEnumType()) {
            return FieldType.of(Kind.TEXT);
        }
        if (type.isArrayType() || type.isCollectionLikeType()) {
            return FieldType.array(of(type.getContentType(), property), "");
        }
        if (type.isMapLikeType() || isOwn(raw)) {
            return FieldType.of(Kind.DOCUMENT);
        }
        throw new IllegalArgumentException("No store holds the property \"" + property + "\" of type " + raw.getName()
                + "; use a text, a number, a date or time, a list, a map or a class of these");
    }

    private static boolean isOwn(Class<?> type) {
        return !type.isInterface() && !type.getName().startsWith("java.");
    }

    private static Class<?> boxed(Class<?> type) {
        return type.isPrimitive()
                ? java.lang.invoke.MethodType.methodType(type).wrap().returnType()
                : type;
    }
}
