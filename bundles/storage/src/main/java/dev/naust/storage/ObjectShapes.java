package dev.naust.storage;

import dev.naust.storage.typed.ObjectShape;

/** The shapes of classes, each found out once. They hang on their classes, so that none keeps a bundle that has gone. */
final class ObjectShapes {
    private final ClassValue<ObjectShape<?>> known = new ClassValue<>() {
        @Override
        protected ObjectShape<?> computeValue(Class<?> type) {
            return new ObjectShape<>(type);
        }
    };

    @SuppressWarnings("unchecked")
    <T> ObjectShape<T> of(Class<T> type) {
        return (ObjectShape<T>) known.get(type);
    }
}
