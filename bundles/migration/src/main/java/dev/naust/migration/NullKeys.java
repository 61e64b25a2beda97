package dev.naust.migration;

import dev.naust.api.model.Field;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys some of whose values are null, as SQLite lets them be ("CREATE TABLE", the PRIMARY KEY): elsewhere a key lets none be, and a
 * unique rule does what such a key did.
 */
final class NullKeys {
    private NullKeys() {}

    /** The profile with a unique rule in the place of a key that holds nulls. */
    static Profile asRules(Store source, Profile profile) throws InterruptedException {
        Schema schema = profile.schema();
        List<String> empty = new ArrayList<>();
        for (String name : schema.key()) {
            boolean mayBe = schema.field(name).filter(Field::nullable).isPresent();
            if (mayBe && holdsNull(source, schema, name)) {
                empty.add(name);
            }
        }
        if (empty.isEmpty()) {
            return profile;
        }
        List<Index> indexes = new ArrayList<>(schema.indexes());
        indexes.add(new Index(
                "",
                true,
                true,
                schema.key().stream().map(name -> new Index.Part(name, false)).toList()));
        List<Profile.Finding> findings = new ArrayList<>(profile.findings());
        findings.add(new Profile.Finding(
                "",
                "Records have no value in " + String.join(", ", empty) + " of the key "
                        + String.join(", ", schema.key())
                        + ", so that the target gets a unique rule instead, which lets that be."));
        Schema ruled = new Schema(
                schema.id(),
                schema.shape(),
                schema.fields(),
                List.of(),
                indexes,
                schema.foreignKeys(),
                schema.extras());
        return new Profile(ruled, profile.records(), findings);
    }

    private static boolean holdsNull(Store source, Schema schema, String field) throws InterruptedException {
        ReadRequest one = ReadRequest.of(schema.id())
                .as(schema)
                .where(new Filter.IsNull(field))
                .atMost(1);
        try (RecordReader reader = source.read(one)) {
            return !reader.next(1, Long.MAX_VALUE).records().isEmpty();
        }
    }
}
