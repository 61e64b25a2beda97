package dev.naust.console.sample;

import dev.naust.api.service.ConfigChange;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.ConfigRevision;
import dev.naust.api.service.ConfigTest;
import dev.naust.api.service.ConfigTestFailedException;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreConfiguration;
import dev.naust.api.service.StoreConfigurations;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Category;
import dev.naust.api.store.Stage;
import dev.naust.api.store.Stage.Outcome;
import dev.naust.api.store.Step;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Configurations in memory, each with its history; a store whose database is called "down" does not answer. */
public final class SampleConfigurations implements StoreConfigurations {
    private final SampleStores stores;
    private final Map<String, List<ConfigRevision>> revisions = new ConcurrentHashMap<>();

    /** Configures {@code stores}. */
    public SampleConfigurations(SampleStores stores) {
        this.stores = stores;
    }

    @Override
    public String schema() {
        return """
                {"type": "object", "properties": {
                  "type": {"type": "string"},
                  "classification": {"title": "Classification", "enum": ["OPEN", "SECRET"]},
                  "failover": {"type": "array", "title": "Failover", "items": {"type": "object"}}}}
                """;
    }

    @Override
    public Optional<StoreConfiguration> find(String id) {
        return stores.find(id)
                .map(view -> new StoreConfiguration(
                        id,
                        Optional.of(StoreDefinition.of(id, view.type(), view.connection())),
                        view.revision(),
                        1,
                        view.isKept(),
                        view.errors(),
                        List.of(),
                        List.of()));
    }

    @Override
    public List<ConfigProblem> validate(StoreDefinition definition) {
        if (!definition.id().matches("[a-z][a-z0-9-]{0,62}")) {
            return List.of(new ConfigProblem("/id", "must be small letters, digits and hyphens"));
        }
        if (definition.type().equals("postgres")
                && definition.connection().get("host").isEmpty()) {
            return List.of(new ConfigProblem("/connection/host", "is needed"));
        }
        return List.of();
    }

    @Override
    public List<ConfigChange> changes(StoreDefinition definition) {
        return definition.connection().toMap().entrySet().stream()
                .map(field -> new ConfigChange(
                        "/connection/" + field.getKey(), Optional.empty(), Optional.of(field.getValue())))
                .toList();
    }

    @Override
    public ConfigTest test(StoreDefinition definition) {
        refuse(definition);
        Stage first = new Stage(Step.CONFIGURATION, Outcome.OK, Duration.ofMillis(1), "It is valid.");
        boolean down = definition.connection().toString().contains("down");
        Stage second = new Stage(
                Step.CONNECT,
                down ? Outcome.FAILED : Outcome.OK,
                Duration.ofMillis(20),
                down ? "Nothing answers at db:5432." : "It answers.");
        return new ConfigTest(
                List.of(first, second),
                down ? Optional.of(Category.UNAVAILABLE) : Optional.empty(),
                Duration.ofMillis(21));
    }

    @Override
    public ConfigTest test(String id) {
        return test(find(id).orElseThrow(() -> missing(id)).definition().orElseThrow());
    }

    @Override
    public StoreView create(StoreDefinition definition, String author) {
        refuse(definition);
        if (stores.find(definition.id()).isPresent()) {
            throw new StoreException(ServiceError.STORE_EXISTS, "There is a store " + definition.id() + " already.");
        }
        return save(definition, author, ConfigRevision.Kind.CREATED);
    }

    @Override
    public StoreView replace(StoreDefinition definition, String expectedRevision, String author, Saving saving) {
        refuse(definition);
        ConfigTest test = test(definition);
        if (saving == Saving.TESTED && !test.isOk()) {
            throw new ConfigTestFailedException(test);
        }
        return save(definition, author, ConfigRevision.Kind.CHANGED);
    }

    @Override
    public void delete(String id, String author) {
        stores.remove(id);
    }

    @Override
    public List<ConfigRevision> revisions(String id) {
        List<ConfigRevision> newestFirst = new ArrayList<>(revisions.getOrDefault(id, List.of()));
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    @Override
    public List<ConfigChange> changes(String id, int from, int to) {
        return changes(definition(id, to));
    }

    @Override
    public StoreView restore(String id, int number, String expectedRevision, String author, Saving saving) {
        return save(definition(id, number), author, ConfigRevision.Kind.RESTORED);
    }

    private StoreDefinition definition(String id, int number) {
        return revisions(id).stream()
                .filter(revision -> revision.number() == number)
                .flatMap(revision -> revision.definition().stream())
                .findFirst()
                .orElseThrow(() ->
                        new StoreException(ServiceError.REVISION_NOT_FOUND, "There is no revision " + number + "."));
    }

    private StoreView save(StoreDefinition definition, String author, ConfigRevision.Kind kind) {
        List<ConfigRevision> history = revisions.computeIfAbsent(definition.id(), id -> new ArrayList<>());
        int number = history.size() + 1;
        String revision = Integer.toString(number);
        history.add(
                new ConfigRevision(number, author, Instant.EPOCH, kind, revision, Optional.of(definition), List.of()));
        StoreView view = new StoreView(
                definition.id(),
                definition.type(),
                StoreView.State.OPEN,
                Optional.empty(),
                false,
                definition.classification(),
                definition.residency(),
                definition.connection(),
                Set.of(Capability.RECORDS),
                revision);
        stores.add(view, new SampleStore());
        return view;
    }

    private void refuse(StoreDefinition definition) {
        List<ConfigProblem> problems = validate(definition);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
    }

    private static StoreException missing(String id) {
        return new StoreException(ServiceError.STORE_NOT_FOUND, "There is no store " + id + ".");
    }
}
