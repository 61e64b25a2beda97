package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigChange;
import dev.naust.api.service.ConfigOverride;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.ConfigRevision;
import dev.naust.api.service.ConfigRevision.Kind;
import dev.naust.api.service.ConfigTest;
import dev.naust.api.service.ConfigTestFailedException;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreConfiguration;
import dev.naust.api.service.StoreConfigurations;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.registry.config.Definitions;
import dev.naust.registry.config.Findings;
import dev.naust.registry.config.Secrets;
import dev.naust.registry.history.Differences;
import dev.naust.registry.history.Revisions.Entry;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges, tries, saves and brings back stores' configurations. Stateless but for the trials under way; thread-safe. */
@Component(service = {StoreConfigurations.class, StoreEditor.class})
public final class StoreEditor implements StoreConfigurations {
    private static final Logger LOG = LoggerFactory.getLogger(StoreEditor.class);

    private final StoreKeeper keeper;
    private final StoreBook book;
    private final Trials trials;

    /** Changes the stores that {@code keeper} keeps. */
    @Activate
    public StoreEditor(@Reference StoreKeeper keeper) {
        this.keeper = keeper;
        this.book = keeper.book();
        this.trials = new Trials(keeper.opener(), keeper.catalogue());
    }

    /** Ends the trials that are under way. */
    @Deactivate
    public void close() {
        trials.close();
    }

    @Override
    public String schema() {
        return book.definitions().schema();
    }

    @Override
    public Optional<StoreConfiguration> find(String id) {
        return book.table().find(id).map(entry -> {
            Configured now = entry.configured();
            return new StoreConfiguration(
                    id,
                    now.written().map(this::shown),
                    now.revision(),
                    now.number(),
                    now.isKept(),
                    now.problems(),
                    now.warnings(),
                    now.use()
                            .map(use -> shown(
                                    use.applied().overrides(), use.applied().definition()))
                            .orElse(List.of()));
        });
    }

    @Override
    public List<ConfigProblem> validate(StoreDefinition definition) {
        return book.problems(withStoredSecrets(definition));
    }

    @Override
    public List<ConfigChange> changes(StoreDefinition definition) {
        Document after = book.definitions().document(withStoredSecrets(definition));
        Document before =
                stored(definition.id()).map(book.definitions()::document).orElse(Document.empty());
        // The history's references stand for the same secrets as what is in the file in clear.
        Document sealed = latest(definition.id()).orElse(before);
        return changes(book.history().comparable(before, sealed), book.history().comparable(after, sealed));
    }

    @Override
    public ConfigTest test(StoreDefinition definition) {
        StoreDefinition complete = withStoredSecrets(definition);
        StoreBook.refuse(book.problems(complete));
        return trials.run(book.judge(complete).applied().definition());
    }

    @Override
    public ConfigTest test(String id) {
        Configured now = book.table().get(id).configured();
        return trials.run(now.inUse().orElseThrow(() -> new InvalidConfigException(now.problems())));
    }

    @Override
    public StoreView create(StoreDefinition definition, String author) {
        book.create(definition, author);
        return view(definition.id());
    }

    @Override
    public StoreView replace(StoreDefinition definition, String expectedRevision, String author, Saving saving) {
        book.table().get(definition.id());
        return replace(withStoredSecrets(definition), expectedRevision, author, saving, Kind.CHANGED);
    }

    private StoreView replace(
            StoreDefinition complete, String expectedRevision, String author, Saving saving, Kind kind) {
        String id = complete.id();
        book.exclusively(() -> {
            book.reload(id);
            requireRevision(id, expectedRevision);
            return id;
        });
        StoreBook.refuse(book.problems(complete));
        if (saving == Saving.TESTED && matters(complete)) {
            ConfigTest test = trials.run(book.judge(complete).applied().definition());
            if (!test.isOk()) {
                throw new ConfigTestFailedException(test);
            }
        }
        return book.exclusively(() -> {
            requireRevision(id, expectedRevision);
            book.save(complete, author, kind);
            return view(id);
        });
    }

    /** Whether a change is one that could make the store fail to open. */
    private boolean matters(StoreDefinition complete) {
        Optional<StoreDefinition> inUse =
                book.table().get(complete.id()).configured().inUse();
        StoreDefinition next = book.judge(complete).applied().definition();
        return inUse.filter(now -> now.type().equals(next.type())
                        && now.connection().equals(next.connection())
                        && now.features().equals(next.features()))
                .isEmpty();
    }

    @Override
    public void delete(String id, String author) {
        StoreEntry entry = book.table().get(id);
        entry.berth()
                .removeIfIdle(() -> book.exclusively(() -> {
                    book.files().delete(id);
                    book.table().remove(id, entry);
                    book.history().removed(id, author);
                    return id;
                }));
        LOG.info("Store {} is no longer configured", id);
    }

    @Override
    public List<ConfigRevision> revisions(String id) {
        book.table().get(id);
        return book.history().all(id).stream().map(entry -> revision(id, entry)).toList();
    }

    @Override
    public List<ConfigChange> changes(String id, int from, int to) {
        book.table().get(id);
        return changes(
                from == 0 ? Document.empty() : entry(id, from).document().orElse(Document.empty()),
                entry(id, to).document().orElse(Document.empty()));
    }

    @Override
    public StoreView restore(String id, int number, String expectedRevision, String author, Saving saving) {
        book.table().get(id);
        StoreDefinition earlier = entry(id, number)
                .document()
                .flatMap(document -> book.definitions().of(id, document))
                .orElseThrow(() -> new InvalidConfigException(List.of(new ConfigProblem(
                        "", "of revision " + number + " is no configuration, so it cannot come back"))));
        return replace(earlier, expectedRevision, author, saving, Kind.RESTORED);
    }

    private Entry entry(String id, int number) {
        return book.history()
                .find(id, number)
                .orElseThrow(() -> new StoreException(
                        ServiceError.REVISION_NOT_FOUND,
                        "Store " + id + " has no revision " + number + ". GET /api/v1/stores/" + id
                                + "/revisions lists those there are."));
    }

    private ConfigRevision revision(String id, Entry entry) {
        Optional<StoreDefinition> definition =
                entry.document().flatMap(document -> book.definitions().of(id, document));
        List<ConfigProblem> errors = entry.kind() == Kind.REMOVED
                ? List.of()
                : definition
                        .map(known -> book.judge(known).problems())
                        .orElseGet(() -> List.of(new ConfigProblem("", "is no JSON object with a type")));
        return new ConfigRevision(
                entry.number(),
                entry.author(),
                entry.time(),
                entry.kind(),
                entry.revision(),
                definition.map(this::shown),
                errors);
    }

    private StoreView view(String id) {
        return keeper.find(id).orElseThrow(() -> StoreEntry.notFound(id));
    }

    private void requireRevision(String id, String expected) {
        if (!book.table().get(id).configured().revision().equals(expected)) {
            throw new StoreException(
                    ServiceError.STORE_CHANGED,
                    "Store " + id + " was changed by somebody else. Load it again and repeat the change.");
        }
    }

    /** The definition in the store's file. */
    private Optional<StoreDefinition> stored(String id) {
        return book.table().find(id).flatMap(entry -> entry.configured().written());
    }

    private Optional<Document> latest(String id) {
        return book.history().all(id).stream().findFirst().flatMap(Entry::document);
    }

    private StoreDefinition withStoredSecrets(StoreDefinition saved) {
        Optional<StoreDefinition> stored = stored(saved.id());
        if (stored.isEmpty() || !stored.get().type().equals(saved.type())) {
            return saved;
        }
        Definitions definitions = book.definitions();
        Document document = definitions.document(stored.get());
        return definitions
                .of(
                        saved.id(),
                        Secrets.restore(
                                definitions.document(saved),
                                document,
                                book.history().findings(document)))
                .orElse(saved);
    }

    private StoreDefinition shown(StoreDefinition definition) {
        Definitions definitions = book.definitions();
        Document document = definitions.document(definition);
        return definitions
                .of(definition.id(), Secrets.mask(document, "", book.history().findings(document)))
                .orElse(definition);
    }

    private List<ConfigOverride> shown(List<ConfigOverride> overrides, StoreDefinition effective) {
        Findings findings = book.history().findings(book.definitions().document(effective));
        return overrides.stream()
                .map(override -> new ConfigOverride(
                        override.pointer(),
                        override.variable(),
                        Secrets.mask(override.pointer(), override.value(), findings)))
                .toList();
    }

    private List<ConfigChange> changes(Document before, Document after) {
        Findings old = book.history().findings(before);
        Findings fresh = book.history().findings(after);
        return Differences.between(
                before,
                after,
                (pointer, value) -> Secrets.mask(pointer, value, old),
                (pointer, value) -> Secrets.mask(pointer, value, fresh));
    }
}
