package dev.naust.mongodb.structure;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.View;
import dev.naust.api.store.Structures;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.ServerClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/** What MongoDB declares: collections with their validators and indexes, and views. Fields are declared nowhere. */
public final class MongoStructures implements Structures {
    private final Access access;
    private final Catalogue catalogue;
    private final ServerClock clock;

    public MongoStructures(Access access, Catalogue catalogue, ServerClock clock) {
        this.access = access;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    @Override
    public Structure read() throws InterruptedException {
        return access.run("Reading the structure", () -> {
            List<Table> tables = new ArrayList<>();
            List<View> views = new ArrayList<>();
            for (Dataset each : catalogue.datasets()) {
                BsonDocument options = catalogue.known(each.id()).options();
                if (each.shape() == Shape.VIEW) {
                    views.add(new View(each.id(), false, options.toJson(), List.of(), List.of()));
                } else {
                    tables.add(table(each, options));
                }
            }
            return new Structure("mongodb", tables, views, List.of(), List.of(), List.of());
        });
    }

    private Table table(Dataset collection, BsonDocument options) {
        List<Index> indexes = access.listIndexes(collection.id().name()).stream()
                .map(MongoStructures::index)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
        List<Constraint> rules = options.isEmpty()
                ? List.of()
                : List.of(new Constraint(Rule.CHECK, "options", List.of(), options.toJson(), Optional.empty()));
        return new Table(collection.id(), List.of(), rules, indexes, List.of(), List.of());
    }

    private static Index index(BsonDocument each) {
        BsonDocument key = each.getDocument("key");
        List<String> parts =
                key.keySet().stream().map(name -> name + " " + key.get(name)).toList();
        return new Index(
                each.getString("name").getValue(),
                each.getBoolean("unique", BsonBoolean.FALSE).getValue(),
                "",
                parts,
                Optional.empty(),
                each.toJson());
    }

    @Override
    public <T> T inSession(Work<T> work) throws InterruptedException {
        try (CommandSession session = new CommandSession(access, clock)) {
            return work.run(session);
        }
    }
}
