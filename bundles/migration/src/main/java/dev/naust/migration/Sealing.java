package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Nest;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.RecordGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether fields that lie in a store as cipher text can be opened where they arrive: cipher text is bound to its field's name,
 * and it is opened where the map of personal data says that it is some.
 */
record Sealing(Optional<RecordGuard> guard) {

    /** What would make cipher text that nothing opens any more. */
    List<String> blockers(MigrationRequest request, List<CollectionPlan> collections) {
        List<String> blockers = new ArrayList<>();
        for (CollectionPlan each : collections) {
            Reshape reshape = reshape(request, each.source());
            for (String name : encrypted(request.source(), each.source())) {
                FieldChange change = reshape.fields().get(name);
                boolean stays = change != null && change.transform().isPresent();
                if (stays && !isWithoutValue(change.transform().get())) {
                    blockers.add(
                            each.source() + "." + name + " is encrypted, and what would be changed is its cipher text:"
                                    + " leave the field as it is, or drop it");
                } else if (!stays && isRenamed(each, name, change)) {
                    blockers.add(each.source() + "." + name + " is encrypted under its name, and no key opens it under"
                            + " another: keep the name, or drop the field");
                }
            }
            for (Nest nest : reshape.nest()) {
                inside(request, each.source(), nest, blockers);
            }
        }
        return blockers;
    }

    private void inside(MigrationRequest request, DatasetId outer, Nest nest, List<String> blockers) {
        DatasetId inner = DatasetId.of(nest.collection());
        Reshape reshape = reshape(request, inner);
        for (String name : encrypted(request.source(), inner)) {
            FieldChange change = reshape.fields().get(name);
            if (change == null
                    || change.transform().filter(Sealing::isWithoutValue).isEmpty()) {
                blockers.add(inner + "." + name + " is encrypted, and no key opens it inside of the records of " + outer
                        + ": drop the field, or leave " + inner + " a collection of its own");
            }
        }
    }

    /** What is opened here and not there, or is to be encrypted there and arrives in clear. */
    List<String> warnings(MigrationRequest request, List<CollectionPlan> collections) {
        List<String> warnings = new ArrayList<>();
        for (CollectionPlan each : collections) {
            Set<String> here = encrypted(request.source(), each.source());
            Set<String> there = encrypted(request.target(), each.target());
            for (FieldPlan field : each.fields()) {
                boolean sealed = has(here, field.source());
                if (sealed && !has(there, field.target())) {
                    warnings.add(
                            each.source() + "." + field.source() + " is encrypted and arrives as cipher text, which"
                                    + " nothing opens in " + each.target() + " of " + request.target()
                                    + " until the map of personal data marks the field there as encrypted, too");
                } else if (!sealed && has(there, field.target())) {
                    warnings.add(each.source() + "." + field.source()
                            + " arrives in clear, although the map of personal data"
                            + " wants it encrypted in " + each.target() + " of " + request.target()
                            + ": it is encrypted there when a record is written again");
                }
            }
        }
        return warnings;
    }

    private static boolean isRenamed(CollectionPlan plan, String name, @Nullable FieldChange change) {
        Optional<String> wanted = change == null ? Optional.empty() : change.to();
        return wanted.filter(other -> !other.equalsIgnoreCase(name)).isPresent()
                || plan.fields().stream()
                        .anyMatch(field -> field.source().equalsIgnoreCase(name)
                                && !field.target().equalsIgnoreCase(name));
    }

    private static boolean isWithoutValue(Transform transform) {
        return transform instanceof Transform.Drop || transform instanceof Transform.Constant;
    }

    private static boolean has(Set<String> names, String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    private Set<String> encrypted(Endpoint endpoint, DatasetId collection) {
        if (guard.isEmpty() || !(endpoint instanceof Endpoint.StoreId store)) {
            return Set.of();
        }
        Optional<RecordGuard.Rules> rules = guard.get().rules(store.id(), collection);
        return rules.map(RecordGuard.Rules::encrypted).orElse(Set.of());
    }

    private static Reshape reshape(MigrationRequest request, DatasetId collection) {
        return request.reshapes().entrySet().stream()
                .filter(each -> each.getKey().equals(collection.toString())
                        || each.getKey().equals(collection.name()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Reshape.none());
    }
}
