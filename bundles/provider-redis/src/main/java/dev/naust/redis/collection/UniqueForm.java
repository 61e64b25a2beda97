package dev.naust.redis.collection;

import dev.naust.api.model.Field;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.redis.form.KeyForm;
import dev.naust.redis.record.Held;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a record claims for itself in the unique indexes of its collection; a record with a null there claims nothing. */
final class UniqueForm {
    private static final int LONGEST = 200;

    private final List<Part> parts;

    UniqueForm(Schema schema) {
        this(schema, CollectionEditing.uniqueIndexes(schema));
    }

    UniqueForm(Schema schema, List<Index> indexes) {
        Map<String, Field> fields = schema.byName();
        this.parts = indexes.stream().map(index -> Part.of(index, fields)).toList();
    }

    private record Part(Index index, KeyForm form) {
        static Part of(Index index, Map<String, Field> fields) {
            List<Kind> kinds = index.fields().stream()
                    .map(name -> fields.get(name).type().kind())
                    .toList();
            return new Part(index, new KeyForm(kinds, ":"));
        }
    }

    /** The claims of a record whose values are of their fields' kinds. */
    List<Row.Claim> claims(Map<String, Value> values) {
        List<Row.Claim> claims = new ArrayList<>();
        for (Part part : parts) {
            List<Value> mine = new ArrayList<>();
            for (String name : part.index().fields()) {
                mine.add(Held.inMemory(values.getOrDefault(name, Value.ofNull())));
            }
            if (!mine.contains(Value.Null.NULL)) {
                claims.add(new Row.Claim(
                        part.index().name(),
                        part.index().fields().get(0),
                        claim(part.index().name(), part.form().place(mine))));
            }
        }
        return claims;
    }

    private static byte[] claim(String index, byte[] values) {
        ByteArrayOutputStream claim = new ByteArrayOutputStream();
        claim.writeBytes(index.getBytes(StandardCharsets.UTF_8));
        claim.write(0);
        claim.writeBytes(values.length > LONGEST ? sha256(values) : values);
        return claim.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256 (MessageDigest's contract)", e);
        }
    }
}
