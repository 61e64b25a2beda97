package dev.naust.api.port;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A property of a class, given as a reference to the method that reads it, such as {@code Person::name}, so that the compiler
 * knows its type and finds it when it is renamed.
 *
 * @param <T> the class
 * @param <V> the property's type
 */
@FunctionalInterface
public interface Property<T, V extends @Nullable Object> extends Serializable {

    /** The property of an object. */
    V of(T object);

    /**
     * The property's name: a record component's own, or that of {@code getName} or {@code isActive} without the prefix and
     * with a small first letter.
     *
     * @throws IllegalArgumentException when this is not a reference to a method, as a lambda is not
     */
    default String name() {
        SerializedLambda reference = reference();
        String method = reference.getImplMethodName();
        if (method.startsWith("lambda$")) {
            throw new IllegalArgumentException(
                    "A property is named by a reference to its method, such as Person::name, not by a lambda");
        }
        return isComponent(reference, method) ? method : withoutPrefix(method);
    }

    private SerializedLambda reference() {
        try {
            Method replace = getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            return (SerializedLambda) replace.invoke(this);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    "A property is named by a reference to its method, such as Person::name", e);
        }
    }

    private boolean isComponent(SerializedLambda reference, String method) {
        try {
            RecordComponent[] components = Class.forName(
                            reference.getImplClass().replace('/', '.'),
                            false,
                            getClass().getClassLoader())
                    .getRecordComponents();
            return components != null
                    && Arrays.stream(components)
                            .anyMatch(component -> component.getName().equals(method));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("The class of the property is not there: " + e.getMessage(), e);
        }
    }

    private static String withoutPrefix(String method) {
        int prefix = method.startsWith("get") ? 3 : method.startsWith("is") ? 2 : 0;
        if (method.length() == prefix || prefix > 0 && !Character.isUpperCase(method.charAt(prefix))) {
            return method;
        }
        return method.substring(prefix, prefix + 1).toLowerCase(Locale.ROOT) + method.substring(prefix + 1);
    }
}
