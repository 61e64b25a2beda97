package dev.naust.redis.collection;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.Value;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives records the numbers that their collection makes: of an identity field, or of the place where there is no key. Numbers
 * are taken from one counter, many at a time; what is not used is skipped.
 */
final class Numbers {
    private final Redis redis;
    private final Collection collection;
    private final Scripts scripts;
    private final Optional<Field> identity;
    private final boolean keyless;
    private long next;
    private long highest;

    Numbers(Redis redis, Collection collection, Scripts scripts) {
        this.redis = redis;
        this.collection = collection;
        this.scripts = scripts;
        this.identity = collection.schema().fields().stream()
                .filter(field -> field.generation() == Field.Generation.IDENTITY)
                .findFirst();
        this.keyless = collection.schema().key().isEmpty();
    }

    /** The records with numbers in the identity field of those that have none there. */
    List<DataRecord> given(List<DataRecord> batch) {
        if (keyless && !batch.isEmpty()) {
            next = take(batch.size());
        }
        if (identity.isEmpty()) {
            return batch;
        }
        Field field = identity.get();
        long without =
                batch.stream().filter(record -> number(record, field).isEmpty()).count();
        long free = without == 0 ? 0 : take(without);
        List<DataRecord> numbered = new ArrayList<>(batch.size());
        for (DataRecord record : batch) {
            Optional<Value> number = number(record, field);
            if (number.isPresent()) {
                note(number.get());
                numbered.add(record);
            } else {
                Value given = FieldCheck.normal(field.type().kind(), Value.int64(free++));
                numbered.add(record.withBody(record.body().with(field.name(), given)));
            }
        }
        return numbered;
    }

    /** The place of the next record where there is no key. */
    long next() {
        return keyless ? next++ : 0;
    }

    /** Makes the counter pass the numbers that records brought with them. */
    void advance() {
        if (highest > 0) {
            redis.send(Request.run(scripts.advance, List.of(collection.counter()), Request.number(highest)));
            highest = 0;
        }
    }

    private long take(long count) {
        Long last = (Long) redis.send(Request.on(collection.counter(), Command.INCRBY, Request.number(count)));
        return (last == null ? count : last) - count + 1;
    }

    private void note(Value number) {
        if (number instanceof Value.Int64 large) {
            highest = Math.max(highest, large.number());
        } else if (number instanceof Value.Int32 small) {
            highest = Math.max(highest, small.number());
        }
    }

    private static Optional<Value> number(DataRecord record, Field field) {
        return record.body().get(field.name()).filter(value -> value != Value.Null.NULL);
    }
}
