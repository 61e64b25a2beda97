package dev.naust.console.page;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigOverride;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.Health;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.Primaries.Switched;
import dev.naust.api.service.StoreConfiguration;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreInstance;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.console.form.Labels;
import dev.naust.console.form.Leaves;
import dev.naust.console.form.Shape;
import dev.naust.console.view.Fact;
import dev.naust.console.view.Moment;
import dev.naust.console.view.Show;
import dev.naust.console.view.StoreCard;
import dev.naust.console.view.StoreDetailView;
import dev.naust.console.view.StoreDetailView.CollectionRow;
import dev.naust.console.view.StoreDetailView.RecentRevision;
import dev.naust.console.view.StoreDetailView.Setting;
import dev.naust.console.view.TrialView;
import dev.naust.console.web.Services;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One store: how it stands, how it is configured, what it holds. */
final class StorePage {
    private static final int RECENT = 4;
    private static final List<String> SAID_ABOVE = List.of("/type", "/classification", "/residency");

    private final Services services;
    private final StoreCards cards;
    private final StoreForms forms;
    private final HealthPart health;

    StorePage(Services services, StoreCards cards, StoreForms forms) {
        this.services = services;
        this.cards = cards;
        this.forms = forms;
        this.health = new HealthPart(services);
    }

    /**
     * The page, or empty when no store has this id.
     *
     * @param trial how far a trial came that was just asked for
     */
    Optional<StoreDetailView> view(String id, Optional<TrialView> trial) throws InterruptedException {
        Optional<StoreView> configured = services.stores().find(id);
        return configured.isEmpty() ? Optional.empty() : Optional.of(view(configured.get(), trial));
    }

    private StoreDetailView view(StoreView configured, Optional<TrialView> trial) throws InterruptedException {
        List<CollectionRow> collections = new ArrayList<>();
        Optional<String> problem = Optional.empty();
        StoreView store = configured;
        Optional<String> down = health.report(store.id())
                .filter(report -> report.status() == Health.Status.UNHEALTHY)
                .flatMap(Health.Report::lastError);
        if (down.isPresent()) {
            // Whoever looks at a store that does not answer must not wait for it.
            problem = down;
        } else if (cards.of(store).usable()) {
            try (StoreLease lease = services.stores().lease(store.id())) {
                Sizes sizes = new Sizes(lease.store());
                for (Dataset dataset : lease.store().datasets()) {
                    collections.add(row(configured.id(), dataset, sizes.of(dataset)));
                }
            } catch (StoreException e) {
                problem = Optional.of(e.getMessage());
            }
            // Opening it has shown how it stands and what it can do.
            store = services.stores().find(store.id()).orElse(store);
        }
        StoreCard card = cards.of(store);
        Optional<StoreConfiguration> configuration = services.configurations().find(store.id());
        return new StoreDetailView(
                card,
                store.revision(),
                facts(store, card),
                configuration.map(this::settings).orElse(List.of()),
                collections,
                card.usable() ? problem : Optional.empty(),
                errors(configuration),
                configuration.map(StoreConfiguration::kept).orElse(false),
                warnings(configuration),
                servedElsewhere(store.id()),
                history(store.id()),
                users(store.id()),
                trial,
                health.of(store.id()));
    }

    private static CollectionRow row(String storeId, Dataset dataset, String records) {
        String name = dataset.id().toString();
        return new CollectionRow(
                name,
                CollectionPage.href(storeId, name),
                Show.word(dataset.shape().name()) + (OwnCollections.isOne(dataset.id()) ? ", kept by Naust" : ""),
                records);
    }

    private List<Fact> facts(StoreView store, StoreCard card) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Provider", card.provider() + " (" + store.type() + ")"));
        facts.add(new Fact("File", "config/stores/" + store.id() + ".json"));
        store.classification().ifPresent(level -> facts.add(new Fact("Classification", Show.word(level))));
        store.residency().ifPresent(place -> facts.add(new Fact("Residency", Show.word(place))));
        facts.add(new Fact(
                "Backup proven restorable", card.proven().map(Moment::text).orElse("Not yet")));
        if (store.isDefault()) {
            facts.add(new Fact("Default", "Used where no other store is named"));
        }
        return facts;
    }

    private List<String> servedElsewhere(String store) {
        return services.primaries().of(store).stream().collect(Collectors.groupingBy(Switched::run)).values().stream()
                .map(moved -> "Since " + Moment.precise(moved.get(0).since()).text() + " "
                        + moved.get(0).to() + " serves "
                        + moved.stream()
                                .map(each -> each.collection().toString())
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + ". Whoever asks Naust for these here gets them from there.")
                .toList();
    }

    /** What the file says, in the words of its schema, and where the environment says something else. */
    private List<Setting> settings(StoreConfiguration configuration) {
        if (configuration.definition().isEmpty()) {
            return List.of();
        }
        StoreDefinition definition = configuration.definition().get();
        Shape shape = Shape.object(forms.shape().parts(definition.type()));
        Map<String, Value> leaves = new LinkedHashMap<>(Leaves.of(StoreDraft.document(definition)));
        Map<String, String> variables = new HashMap<>();
        for (ConfigOverride override : configuration.overrides()) {
            leaves.put(override.pointer(), override.value());
            variables.put(override.pointer(), override.variable());
        }
        List<Setting> settings = new ArrayList<>();
        leaves.forEach((pointer, value) -> {
            if (!SAID_ABOVE.contains(pointer)) {
                settings.add(new Setting(
                        Labels.of(shape, pointer).replaceFirst("^Connection, ", ""),
                        Changes.side(Optional.of(value)),
                        Optional.ofNullable(variables.get(pointer))));
            }
        });
        return settings;
    }

    private static List<String> errors(Optional<StoreConfiguration> configuration) {
        return configuration.map(StoreConfiguration::errors).orElse(List.of()).stream()
                .map(StorePage::line)
                .toList();
    }

    private static List<String> warnings(Optional<StoreConfiguration> configuration) {
        Set<String> wrong = configuration.map(StoreConfiguration::errors).orElse(List.of()).stream()
                .map(ConfigProblem::pointer)
                .collect(Collectors.toSet());
        // What is wrong is to be corrected first; then it may be better as well.
        return configuration.map(StoreConfiguration::warnings).orElse(List.of()).stream()
                .filter(warning -> !wrong.contains(warning.pointer()))
                .map(StorePage::line)
                .toList();
    }

    private static String line(ConfigProblem problem) {
        return (problem.pointer() + " " + problem.message()).strip();
    }

    private List<RecentRevision> history(String id) {
        return services.configurations().revisions(id).stream()
                .limit(RECENT)
                .map(revision -> new RecentRevision(
                        revision.number(), HistoryPage.sentence(revision), Moment.of(revision.time())))
                .toList();
    }

    /** Who has the store open now. */
    private List<String> users(String id) {
        return services.stores().instances().stream()
                .filter(instance -> instance.store().equals(id))
                .map(StorePage::instance)
                .toList();
    }

    private static String instance(StoreInstance instance) {
        String borrowers = instance.borrowers().isEmpty()
                ? "nobody uses it at the moment"
                : Show.count(instance.borrowers().size(), "user", "users") + ": "
                        + instance.borrowers().stream()
                                .limit(3)
                                .map(StoreInstance.Borrower::who)
                                .collect(Collectors.joining(", "));
        return "Open since " + Moment.of(instance.since()).text() + " with " + instance.type() + " "
                + instance.version() + "; " + borrowers;
    }
}
