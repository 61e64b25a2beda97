package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.StoreLease;
import dev.naust.migration.shape.Shapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the collections that a request is about, among those of its source. For one plan and one thread. */
final class Chosen {
    private final MigrationRequest request;
    private final StoreLease source;
    private final Shapes shapes;
    private final StoreLease target;
    private final List<String> notCarried = new ArrayList<>();
    private final List<String> blockers = new ArrayList<>();

    /** @param target which may still be opening, and is not asked before its type is needed */
    Chosen(MigrationRequest request, StoreLease source, Shapes shapes, StoreLease target) {
        this.request = request;
        this.source = source;
        this.shapes = shapes;
        this.target = target;
    }

    List<String> notCarried() {
        return notCarried;
    }

    List<String> blockers() {
        return blockers;
    }

    /** The collections that are to move, and on record what stays behind. */
    List<Dataset> among(List<Dataset> all) throws InterruptedException {
        List<Dataset> chosen = request.collections().isEmpty()
                ? all.stream().filter(each -> !OwnCollections.isOne(each.id())).toList()
                : asked(all);
        for (Dataset view : chosen) {
            if (view.shape() == Shape.VIEW) {
                notCarried.add(
                        view.kind().isEmpty()
                                ? "View " + view.id()
                                        + ": a view is a stored query of one technology; make it anew in the"
                                        + " target"
                                : view.id() + ": it is a " + view.kind()
                                        + ", which keeps no records of its own; make it" + " anew in the target");
            }
        }
        if (request.collections().isEmpty() && source.store().footing().isPresent()) {
            notCarried.addAll(source.store().footing().get().leftBehind());
        }
        if (request.collections().isEmpty() && source.store().structures().isPresent()) {
            source.store()
                    .structures()
                    .get()
                    .unownedSequences()
                    .forEach(sequence -> notCarried.add("Sequence " + sequence.id()
                            + ": it goes with no column; make it anew in the target where it is needed"));
        }
        List<Dataset> moving =
                chosen.stream().filter(dataset -> dataset.shape() != Shape.VIEW).toList();
        if (moving.isEmpty()) {
            blockers.add("There is nothing to move: " + source.name() + " has no collections"
                    + (request.collections().isEmpty() ? ". Check that it is the right place" : " among the chosen"));
        }
        return moving;
    }

    /** The collections that are asked for, with those that are made of parts of them; what went into others is in these. */
    private List<Dataset> asked(List<Dataset> all) {
        Set<DatasetId> ids = new LinkedHashSet<>();
        for (String name : request.collections()) {
            if (!isInside(name)) {
                for (Dataset each : chosen(name, all)) {
                    ids.add(each.id());
                    ids.addAll(shapes.madeOf(each.id()));
                }
            }
        }
        return ids.stream().map(id -> named(id.toString(), all)).toList();
    }

    private List<Dataset> chosen(String name, List<Dataset> all) {
        List<Dataset> matching = Patterns.isOne(name) ? Patterns.matching(name, all) : List.of();
        return matching.isEmpty() ? List.of(named(name, all)) : matching;
    }

    private boolean isInside(String name) {
        return shapes.into(name).isPresent();
    }

    private Dataset named(String name, List<Dataset> all) {
        return SeenSource.named(name, all, source.name());
    }

    /** How the chosen collections are to be changed on their way. */
    Map<DatasetId, Reshape> reshapes(List<Dataset> chosen) {
        Map<DatasetId, Reshape> reshapes = new HashMap<>();
        request.reshapes().forEach((name, reshape) -> {
            if (!isInside(name)) {
                reshapes.put(named(name, chosen).id(), placed(reshape));
            }
        });
        return reshapes;
    }

    /** In a Redis a collection may be called by the pattern of its keys. */
    private Reshape placed(Reshape reshape) {
        return target.type().equals("redis")
                ? new Reshape(
                        reshape.to().map(Patterns::prefix),
                        reshape.where(),
                        reshape.fields(),
                        reshape.flatten(),
                        reshape.nest())
                : reshape;
    }
}
