package dev.naust.api.port;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some properties and what they are to become: {@code Changes.of(Person::age, 37).and(Person::town, "Oslo")}.
 *
 * @param <T> the class
 */
public final class Changes<T> {
    private final Map<String, @Nullable Object> values;

    private Changes(Map<String, @Nullable Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /** One property is changed. */
    public static <T, V extends @Nullable Object> Changes<T> of(Property<T, V> property, V value) {
        return new Changes<T>(Map.of()).and(property, value);
    }

    /** Another one too. */
    public <V extends @Nullable Object> Changes<T> and(Property<T, V> property, V value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
        more.put(property.name(), value);
        return new Changes<>(more);
    }

    /** The new values by the properties' names. */
    public Map<String, @Nullable Object> values() {
        return values;
    }
}
