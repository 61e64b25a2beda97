package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Nest;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.store.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Fields that lie in a store as cipher text, and a plan that moves them. */
class SealingTest {
    private static final DatasetId PEOPLE = DatasetId.of("people");
    private final Sealing sealing =
            new Sealing(Optional.of(new Marked(Map.of("crm", Set.of("fnr"), "vault", Set.of("FNR", "note")))));

    @Test
    void cipherTextThatNothingOpensWhereItArrivesIsNamed() {
        assertThat(sealing.warnings(request("crm", "plain", Map.of()), plan("fnr", "name")))
                .singleElement()
                .asString()
                .contains("people.fnr is encrypted", "people of plain", "marks the field there");
        assertThat(sealing.blockers(request("crm", "plain", Map.of()), plan("fnr", "name")))
                .isEmpty();
    }

    @Test
    void aFieldThatIsToBeEncryptedThereAndComesInClearIsNamedAndOneThatIsOnBothSidesIsNot() {
        assertThat(sealing.warnings(request("crm", "vault", Map.of()), plan("fnr", "note")))
                .singleElement()
                .asString()
                .contains("people.note arrives in clear", "vault");
    }

    @Test
    void whatWouldMakeCipherTextThatNoKeyOpensIsBlocked() {
        assertThat(blocked(new FieldChange(Optional.of("number"), Optional.empty())))
                .contains("under its name");
        assertThat(blocked(new FieldChange(Optional.empty(), Optional.of(new Transform.Mask(2, 2)))))
                .contains("would be changed is its cipher text");
        assertThat(sealing.blockers(
                        request(
                                "crm",
                                "vault",
                                Map.of(
                                        "people",
                                        changed(
                                                "fnr",
                                                new FieldChange(Optional.empty(), Optional.of(new Transform.Drop()))))),
                        plan("name")))
                .as("a field that is left behind")
                .isEmpty();
        CollectionPlan fitted =
                new CollectionPlan(PEOPLE, PEOPLE, 1, schema("fnr"), schema("fnr_1"), List.of(field("fnr", "fnr_1")));
        assertThat(sealing.blockers(request("crm", "vault", Map.of()), List.of(fitted)))
                .singleElement()
                .asString()
                .contains("under its name");
        Reshape nesting =
                new Reshape(Optional.empty(), Optional.empty(), Map.of(), List.of(), List.of(Nest.of("people")));
        CollectionPlan outer = new CollectionPlan(
                DatasetId.of("towns"),
                DatasetId.of("towns"),
                1,
                schema("id"),
                schema("id"),
                List.of(field("id", "id")));
        assertThat(sealing.blockers(request("crm", "vault", Map.of("towns", nesting)), List.of(outer)))
                .singleElement()
                .asString()
                .contains("people.fnr", "inside of the records of towns");
    }

    private String blocked(FieldChange change) {
        List<String> blockers =
                sealing.blockers(request("crm", "vault", Map.of("people", changed("fnr", change))), plan("fnr"));
        assertThat(blockers).hasSize(1);
        return blockers.get(0);
    }

    private static Reshape changed(String field, FieldChange change) {
        return new Reshape(Optional.empty(), Optional.empty(), Map.of(field, change));
    }

    private static MigrationRequest request(String source, String target, Map<String, Reshape> reshapes) {
        return new MigrationRequest(
                new Endpoint.StoreId(source), new Endpoint.StoreId(target), List.of(), Options.defaults(), reshapes);
    }

    private static List<CollectionPlan> plan(String... fields) {
        return List.of(new CollectionPlan(
                PEOPLE,
                PEOPLE,
                1,
                schema(fields),
                schema(fields),
                List.of(fields).stream().map(name -> field(name, name)).toList()));
    }

    private static FieldPlan field(String source, String target) {
        return new FieldPlan(source, "text", target, "text", Fidelity.EXACT, "");
    }

    private static Schema schema(String... fields) {
        return Schema.table(
                PEOPLE,
                List.of(fields).stream()
                        .map(name -> Field.of(name, FieldType.of(Kind.TEXT)))
                        .toList(),
                List.of());
    }

    /** A map that marks fields of every collection of a store as encrypted. */
    private record Marked(Map<String, Set<String>> byStore) implements RecordGuard {
        @Override
        public Optional<Rules> rules(String store, DatasetId collection) {
            return collection.name().equals("people")
                    ? Optional.ofNullable(byStore.get(store)).map(Fields::new)
                    : Optional.empty();
        }
    }

    private record Fields(Set<String> encrypted) implements RecordGuard.Rules {
        @Override
        public void requireConsent(Document body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Document seal(Document body, Schema schema) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Document open(Document body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Document closed(Document body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Filter sealed(Filter filter) {
            throw new UnsupportedOperationException();
        }
    }
}
