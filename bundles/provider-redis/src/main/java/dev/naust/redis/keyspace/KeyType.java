package dev.naust.redis.keyspace;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import java.util.Arrays;
import java.util.Optional;

/** The types of value that Redis has. A record of a keyspace has its value in the field of its type, and no other. */
enum KeyType {
    STRING(Kind.TEXT),
    HASH(Kind.DOCUMENT),
    LIST(Kind.ARRAY),
    SET(Kind.ARRAY),
    ZSET(Kind.ARRAY),
    STREAM(Kind.ARRAY);

    private final Kind kind;

    KeyType(Kind kind) {
        this.kind = kind;
    }

    /** The type that Redis calls this. */
    static Optional<KeyType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.field().equals(name)).findFirst();
    }

    /** The name of the field that holds values of this type, and Redis's name of the type. */
    String field() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    Field declaration() {
        return Field.of(field(), FieldType.of(kind, Keyspace.NATIVE + field()));
    }
}
