package dev.naust.registry.provider;

import dev.naust.api.store.Capability;
import dev.naust.api.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The optional parts of stores by the names that the API gives them, so that a new one is known here as soon as it is there. */
final class Facets {
    private Facets() {}

    /** The names of all facets that an open store has. */
    static Set<String> of(Store store) {
        Set<String> names = new TreeSet<>();
        for (Method method : Store.class.getMethods()) {
            if (isFacet(method) && has(store, method)) {
                names.add(method.getName());
            }
        }
        return names;
    }

    /** The names of the facets that stand behind capabilities. */
    static Set<String> behind(Set<Capability> capabilities) {
        Set<String> names = new TreeSet<>();
        for (Capability capability : capabilities) {
            switch (capability) {
                case SQL -> names.add("sql");
                case TRANSACTIONS -> names.add("transactions");
                case QUEUE -> names.add("queue");
                case PUBSUB -> names.add("messages");
                case FILES -> names.add("files");
                case CHANGES -> names.add("changeFeed");
                case FULL_TEXT_SEARCH -> names.add("search");
                default -> {
                    // No facet stands behind the others.
                }
            }
        }
        return names;
    }

    private static boolean isFacet(Method method) {
        return method.getReturnType() == Optional.class && method.getParameterCount() == 0;
    }

    private static boolean has(Store store, Method facet) {
        try {
            return ((Optional<?>) facet.invoke(store)).isPresent();
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Every method of the API is public", e);
        }
    }
}
