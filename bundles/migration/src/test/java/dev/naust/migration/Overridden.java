package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store of which some methods answer otherwise, with all facets that it has. */
public final class Overridden {
    private Overridden() {}

    /** What a method answers instead; empty where the store itself is to answer. */
    interface Answers {
        Optional<Object> to(String method, @Nullable Object[] arguments);
    }

    static Store store(Store store, Answers answers) {
        return (Store) Proxy.newProxyInstance(
                Overridden.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    Optional<Object> answer = answers.to(method.getName(), arguments);
                    if (answer.isPresent()) {
                        return answer.get();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** A store that may not show all records of a collection. */
    public static Store hiding(Store store, DatasetId collection) {
        Footing footing = new Footing() {
            @Override
            public List<String> againstWriting(List<DatasetId> there, boolean making) {
                return List.of();
            }

            @Override
            public Optional<String> hiding(DatasetId asked) {
                return asked.equals(collection)
                        ? Optional.of("Only the owner sees all: ask the owner")
                        : Optional.empty();
            }
        };
        return store(
                store,
                (method, arguments) -> method.equals("footing") ? Optional.of(Optional.of(footing)) : Optional.empty());
    }

    /** The profile of a collection that holds what it declares. */
    static Profile asDeclared(Store store, DatasetId id) {
        long records = store.datasets().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow()
                .estimatedRecords()
                .orElseThrow();
        return new Profile(store.describe(id), records, List.of());
    }
}
