package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.ConfigRevision;
import dev.naust.api.service.ConfigRevision.Kind;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.store.StoreException;
import dev.naust.registry.config.Definitions;
import dev.naust.registry.history.Revisions;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which stores their files configure, and what of it is in use: a file that is not valid leaves the last valid definition in
 * use, also over a restart. The lock orders changes of files; providers are never called under it. Thread-safe.
 */
final class StoreBook implements ProviderListener {
    private static final Logger LOG = LoggerFactory.getLogger(StoreBook.class);

    private final Optional<StoreFiles> files;
    private final Optional<History> history;
    private final Definitions definitions;
    private final Judge judge;
    private final StoreTable table;
    private final BiFunction<String, Configured, StoreEntry> newEntry;
    private final ReentrantLock lock = new ReentrantLock();

    /** A book of nothing yet; with a home folder it has files and a history. */
    StoreBook(
            Optional<StoreFiles> files,
            Optional<History> history,
            Definitions definitions,
            Judge judge,
            StoreTable table,
            BiFunction<String, Configured, StoreEntry> newEntry) {
        this.files = files;
        this.history = history;
        this.definitions = definitions;
        this.judge = judge;
        this.table = table;
        this.newEntry = newEntry;
    }

    /** The stores that are configured. */
    StoreTable table() {
        return table;
    }

    Definitions definitions() {
        return definitions;
    }

    Judge.Judged judge(StoreDefinition definition) {
        return judge.judge(definition, Set.copyOf(table.ids()));
    }

    /** Does something with the files while nobody else does. */
    <T> T exclusively(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Takes over what the files say now. */
    void loadAll() {
        exclusively(() -> {
            Set<String> ids = new HashSet<>(files.map(StoreFiles::ids).orElse(List.of()));
            ids.addAll(table.ids());
            ids.forEach(id -> load(id, false));
            return ids;
        });
    }

    boolean isStoreFile(Path file) {
        return files.flatMap(known -> known.idOf(file)).isPresent();
    }

    /** Takes over what a store's file says now, or that it is gone. */
    void reload(Path file) {
        exclusively(() -> {
            Optional<String> id = files.flatMap(known -> known.idOf(file));
            id.ifPresent(known -> load(known, false));
            return id;
        });
    }

    /** Takes over what a store's file says now. */
    void reload(String id) {
        exclusively(() -> {
            load(id, false);
            return id;
        });
    }

    /** Judges the stores of a type anew, because another provider answers to it now. */
    @Override
    public void changed(String type) {
        exclusively(() -> {
            for (String id : List.copyOf(table.ids())) {
                StoreEntry entry = table.get(id);
                boolean written = entry.configured()
                        .written()
                        .filter(definition -> definition.type().equals(type))
                        .isPresent();
                if (written || entry.configured().type().equals(type)) {
                    load(id, true);
                }
            }
            return type;
        });
    }

    @Override
    public void left(Provider provider) {
        // Configurations stay what they are.
    }

    /**
     * Writes a definition, and takes it over.
     *
     * @throws InvalidConfigException when it is not valid; nothing is written then
     */
    void save(StoreDefinition definition, String author, Kind kind) {
        refuse(problems(definition));
        exclusively(() -> {
            write(definition, author, kind);
            load(definition.id(), false);
            return definition;
        });
    }

    /** Writes the definition of a store that must not be there yet. */
    void create(StoreDefinition definition, String author) {
        refuse(problems(definition));
        exclusively(() -> {
            String id = definition.id();
            if (table.has(id) || files().read(id).isPresent()) {
                throw new StoreException(
                        ServiceError.STORE_EXISTS,
                        "There is a store " + id + " already. Choose another id, or change the store that is there.");
            }
            save(definition, author, Kind.CREATED);
            return id;
        });
    }

    /** Everything that is wrong with a definition that is to be saved. */
    List<ConfigProblem> problems(StoreDefinition definition) {
        Judge.Judged judged = judge(definition);
        List<ConfigProblem> problems = new ArrayList<>(judged.problems());
        judge.typeProblem(judged.applied().definition().type()).ifPresent(problems::add);
        return List.copyOf(problems);
    }

    static void refuse(List<ConfigProblem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
    }

    private void write(StoreDefinition definition, String author, Kind kind) {
        String id = definition.id();
        Document sealed = history().sealed(definition);
        String text = definitions.write(sealed);
        if (files().read(id).filter(stored -> stored.text().equals(text)).isPresent()) {
            return;
        }
        Revisions.Entry noted =
                history().saving(id, author, kind, StoreFiles.Content.of(text).revision(), sealed);
        try {
            files().write(id, text);
        } catch (StoreException e) {
            history().notSaved(id, noted);
            throw e;
        }
    }

    /** The home folder's files. */
    StoreFiles files() {
        return files.orElseThrow(StoreBook::homeless);
    }

    static StoreException homeless() {
        return new StoreException(
                RegistryErrorCode.CONFIG_UNWRITABLE,
                "There is no home folder to keep stores in. Set NAUST_HOME to one, or name the store by an endpoint.");
    }

    /** The home folder's history. */
    History history() {
        files();
        return history.orElseThrow();
    }

    private void load(String id, boolean again) {
        Optional<StoreFiles.Content> content = read(id);
        if (content.isEmpty()) {
            table.find(id).ifPresent(gone -> {
                table.remove(id, gone);
                gone.berth().remove();
                gone.moorings().forget();
                history.ifPresent(known -> known.removed(id, ConfigRevision.BY_HAND));
                LOG.info("Store {} is no longer configured", id);
            });
            return;
        }
        @Nullable StoreEntry known = table.find(id).orElse(null);
        boolean same = known != null
                && known.configured().revision().equals(content.get().revision());
        if (same && !again) {
            return;
        }
        Configured next =
                configured(id, content.get(), Optional.ofNullable(known).map(StoreEntry::configured));
        if (known == null) {
            table.put(id, newEntry.apply(id, next));
        } else if (!next.equals(known.configured())) {
            known.configure(next);
        }
        if (!same) {
            tell(id, next);
        }
    }

    private static void tell(String id, Configured next) {
        if (!next.problems().isEmpty()) {
            LOG.warn("The configuration of store {} is invalid. {}", id, Problems.sentence(next.problems()));
        }
        LOG.info("Store {} is configured (revision {})", id, next.revision());
    }

    private Configured configured(String id, StoreFiles.Content content, Optional<Configured> before) {
        Definitions.Read read =
                content.problem().map(Definitions.Read::nothing).orElseGet(() -> definitions.read(id, content.text()));
        int number = Definitions.isId(id) && content.problem().isEmpty()
                ? history.map(known -> known.numberOf(id, content, read)).orElse(0)
                : 0;
        List<ConfigProblem> problems = new ArrayList<>(read.problems());
        List<ConfigProblem> warnings = new ArrayList<>();
        Optional<Configured.Use> use = Optional.empty();
        if (read.definition().isPresent()) {
            StoreDefinition written = read.definition().get();
            Judge.Judged judged = judge(written);
            // The environment may mend what is wrong in the file, but not what is no field of it.
            problems.removeIf(problem -> judged.applied().overrides().stream()
                    .anyMatch(override -> override.pointer().equals(problem.pointer())));
            judged.problems().stream()
                    .filter(problem -> !problems.contains(problem))
                    .forEach(problems::add);
            warnings.addAll(judged.warnings());
            if (problems.isEmpty()) {
                use = Optional.of(new Configured.Use(content.revision(), written, judged.applied()));
                if (judged.complete()) {
                    history.ifPresent(known -> known.inUse(id, number));
                }
            }
        }
        return new Configured(
                content.revision(),
                number,
                read.definition(),
                List.copyOf(problems),
                List.copyOf(warnings),
                use.isPresent() ? use : lastGood(id, before));
    }

    /** What was in use before the file became invalid, if it can still be used. */
    private Optional<Configured.Use> lastGood(String id, Optional<Configured> before) {
        Optional<Configured.Use> kept = before.flatMap(Configured::use)
                .filter(use -> judge(use.written()).problems().isEmpty());
        return kept.isPresent()
                ? kept
                : history.flatMap(known -> known.lastInUse(id)).flatMap(last -> {
                    Judge.Judged judged = judge(last.definition());
                    return judged.problems().isEmpty()
                            ? Optional.of(new Configured.Use(last.revision(), last.definition(), judged.applied()))
                            : Optional.empty();
                });
    }

    private Optional<StoreFiles.Content> read(String id) {
        try {
            return files.flatMap(known -> known.read(id));
        } catch (StoreException e) {
            // One unreadable file must not keep all other stores from loading; it is listed with the reason.
            return Optional.of(StoreFiles.Content.unreadable(String.valueOf(e.getMessage())));
        }
    }
}
