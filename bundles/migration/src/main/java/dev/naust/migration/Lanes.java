package dev.naust.migration;

import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which ways records can go while a migration follows: towards the target, and back. */
final class Lanes {
    private Lanes() {}

    /** What stands against following at all; empty when nothing does. */
    static List<String> obstacles(
            MigrationRequest request, Store source, String name, List<CollectionPlan> collections, boolean hasServer) {
        List<String> obstacles = new ArrayList<>();
        if (!hasServer
                || !(request.source() instanceof Endpoint.StoreId)
                || !(request.target() instanceof Endpoint.StoreId)) {
            obstacles.add("Only a server can follow, between two configured stores: migrate without following here");
        }
        Optional<ChangeFeed> feed = source.changeFeed();
        if (feed.isEmpty()) {
            obstacles.add(name + " cannot be followed: " + source.without(Capability.CHANGES));
        } else if (!feed.get().knowsItsEnd()) {
            obstacles.add(name + " cannot be followed up to a cutover, because it cannot tell where its changes end:"
                    + " migrate without following, while nobody writes");
        }
        if (request.reshapes().values().stream()
                .anyMatch(each -> !each.flatten().isEmpty() || !each.nest().isEmpty())) {
            obstacles.add(
                    "Flattening and nesting cannot be followed, because a change of one record becomes a change of"
                            + " several: migrate without following");
        }
        for (CollectionPlan each : collections) {
            if (each.readAs().key().isEmpty() || each.writeAs().key().isEmpty()) {
                obstacles.add(each.source() + " cannot be followed, because it has no key: give it a primary key, or"
                        + " leave it out");
            } else if (each.there().isPresent()) {
                obstacles.add(
                        each.target() + " is in the target already, and only collections that the run makes can be"
                                + " followed: give it another name there, or remove it");
            } else if (isKeyChanged(request, source, each)) {
                obstacles.add("The key of " + each.source() + " is changed on the way, so that its changes cannot be"
                        + " found again: leave its fields as they are");
            }
        }
        return obstacles;
    }

    private static boolean isKeyChanged(MigrationRequest request, Store source, CollectionPlan each) {
        List<String> key = source.describe(each.source()).key();
        return reshape(request, each).fields().entrySet().stream()
                .anyMatch(change -> key.contains(change.getKey())
                        && change.getValue().transform().isPresent());
    }

    private static Reshape reshape(MigrationRequest request, CollectionPlan each) {
        return Optional.ofNullable(request.reshapes().get(each.source().toString()))
                .or(() ->
                        Optional.ofNullable(request.reshapes().get(each.source().name())))
                .orElseGet(Reshape::none);
    }

    /** Why there is no way back after a cutover, and what follows from it; empty when there is one. */
    static String noReturn(MigrationRequest request, Store target, String name, List<CollectionPlan> collections) {
        String why = "";
        if (target.changeFeed().filter(ChangeFeed::knowsItsEnd).isEmpty()) {
            why = target.changeFeed().isEmpty()
                    ? name + " cannot be followed: " + target.without(Capability.CHANGES)
                    : name + " cannot tell where its changes end";
        }
        for (CollectionPlan each : collections) {
            Reshape reshape = reshape(request, each);
            if (reshape.where().isPresent()) {
                why = "only a part of " + each.source() + " is taken";
            }
            for (FieldChange change : reshape.fields().values()) {
                if (change.transform()
                        .filter(transform -> !(transform instanceof Transform.Cast))
                        .isPresent()) {
                    why = "fields of " + each.source()
                            + " are changed on the way such that they cannot be changed back";
                }
            }
        }
        return why.isEmpty() ? "" : "After a cutover there is no way back: " + why;
    }

    static List<Lane> forward(MigrationPlan plan, Store source) {
        return plan.collections().stream()
                .map(each -> new Lane(
                        each.source(),
                        source.describe(each.source()).key(),
                        each.readAs(),
                        each.target(),
                        each.writeAs()))
                .toList();
    }

    /** The ways from the target's fields to those that the source declares. */
    static List<Lane> back(MigrationPlan plan, MigrationRequest request, Store source) {
        List<Lane> lanes = new ArrayList<>();
        for (CollectionPlan each : plan.collections()) {
            Schema declared = source.describe(each.source());
            Reshape reshape = reshape(request, each);
            List<Field> read = new ArrayList<>();
            List<Field> write = new ArrayList<>();
            for (int i = 0; i < each.readAs().fields().size(); i++) {
                Field home = declared.field(
                                former(reshape, each.readAs().fields().get(i).name()))
                        .orElseThrow();
                if (home.generation() != Field.Generation.COMPUTED) {
                    read.add(each.writeAs().fields().get(i));
                    write.add(home);
                }
            }
            lanes.add(new Lane(
                    each.target(),
                    each.writeAs().key(),
                    each.writeAs().withFields(read),
                    each.source(),
                    declared.withFields(write)));
        }
        return lanes;
    }

    private static String former(Reshape reshape, String name) {
        return reshape.fields().entrySet().stream()
                .filter(change -> change.getValue().to().filter(name::equals).isPresent())
                .map(java.util.Map.Entry::getKey)
                .findFirst()
                .orElse(name);
    }
}
