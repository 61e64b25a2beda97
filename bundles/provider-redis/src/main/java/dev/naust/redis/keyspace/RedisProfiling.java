package dev.naust.redis.keyspace;

import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Profile;
import dev.naust.redis.record.Placed;
import dev.naust.redis.record.RecordSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Looks at all keys of a keyspace: which types there are, and whether strings and names of hash fields are text. */
public final class RedisProfiling {
    private final Map<KeyType, Long> counts = new EnumMap<>(KeyType.class);
    private long records;
    private long noText;
    private long pairs;

    /** What a keyspace really holds. */
    public Profile profile(Keyspace keyspace, RecordSource source) throws InterruptedException {
        List<Placed> some = source.next();
        while (!some.isEmpty()) {
            some.forEach(this::look);
            some = source.next();
        }
        return new Profile(schema(keyspace), records, findings());
    }

    private void look(Placed placed) {
        records++;
        for (KeyType type : KeyType.values()) {
            placed.record()
                    .body()
                    .get(type.field())
                    .filter(value -> value != Value.Null.NULL)
                    .ifPresent(value -> {
                        counts.merge(type, 1L, Long::sum);
                        if (type == KeyType.STRING && value instanceof Text text && !text.isWellFormed()) {
                            noText++;
                        }
                        if (type == KeyType.HASH && value instanceof Value.Array) {
                            pairs++;
                        }
                    });
        }
    }

    private Schema schema(Keyspace keyspace) {
        Schema declared = keyspace.schema();
        List<Field> fields = new ArrayList<>();
        for (Field field : declared.fields()) {
            boolean used = KeyType.named(field.name())
                    .map(type -> counts.isEmpty() || counts.containsKey(type))
                    .orElse(true);
            if (!used) {
                continue;
            }
            boolean bytes = field.name().equals(KeyType.STRING.field()) && noText > 0;
            boolean array = field.name().equals(KeyType.HASH.field()) && pairs > 0;
            Kind kind = bytes ? Kind.BYTES : array ? Kind.ARRAY : field.type().kind();
            fields.add(field.withType(FieldType.of(kind, field.type().nativeType())));
        }
        return keyspace.schema(fields);
    }

    private List<Profile.Finding> findings() {
        List<Profile.Finding> findings = new ArrayList<>();
        if (noText > 0) {
            findings.add(new Profile.Finding(
                    KeyType.STRING.field(), noText + " strings are no valid UTF-8, so all are carried as bytes"));
        }
        if (pairs > 0) {
            findings.add(new Profile.Finding(
                    KeyType.HASH.field(),
                    pairs + " hashes have field names that are no valid UTF-8, so all are carried as pairs"));
        }
        return findings;
    }
}
