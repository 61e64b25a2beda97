package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.registry.config.ConnectionSchema;
import dev.naust.registry.config.Connections;
import dev.naust.registry.config.Secrets;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderCatalogue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One configured store: what is configured, how it stands, and the berth of its open instance. Thread-safe. */
final class StoreEntry {
    private final String id;
    private final ProviderCatalogue catalogue;
    private final Connections connections;
    private final Berth berth;

    private volatile Configured configured;
    private volatile @Nullable Judgement judgement;

    StoreEntry(
            String id,
            Configured configured,
            ProviderCatalogue catalogue,
            Connections connections,
            Opener opener,
            Retirement retirement) {
        this.id = id;
        this.configured = configured;
        this.catalogue = catalogue;
        this.connections = connections;
        this.berth = new Berth(id, this::configured, catalogue, opener, retirement);
    }

    /** The connection's problems for one provider and one revision, kept because views are asked for often. */
    private record Judgement(Provider provider, String revision, List<ConfigProblem> problems) {}

    Configured configured() {
        return configured;
    }

    /** Takes over what the file says now; leases of the old configuration may go on for a while. */
    void configure(Configured next) {
        configured = configured.followedBy(next);
        berth.configurationChanged();
    }

    /** Another provider than before, or another version of it, may be the best one now. */
    void providersChanged() {
        berth.providersChanged();
    }

    Berth berth() {
        return berth;
    }

    /** Whether the store is configured for, or was opened with, providers of this id. */
    boolean isOfType(String type) {
        return configured.inUse().filter(use -> use.type().equals(type)).isPresent() || berth.isOfType(type);
    }

    StoreView view(String defaultStore) {
        Configured now = configured;
        Optional<StoreDefinition> definition = now.inUse();
        String type = definition.map(StoreDefinition::type).orElse("");
        Standing standing = standing(now, definition);
        return new StoreView(
                id,
                type,
                standing.state(),
                standing.problem(),
                id.equals(defaultStore),
                definition.flatMap(StoreDefinition::classification),
                definition.flatMap(StoreDefinition::residency),
                definition
                        .map(known -> Secrets.mask(known.connection(), catalogue.schema(known.type())))
                        .orElse(Document.empty()),
                berth.capabilities(),
                now.revision());
    }

    private record Standing(StoreView.State state, Optional<String> problem) {}

    private Standing standing(Configured now, Optional<StoreDefinition> definition) {
        if (!now.isUsable() || definition.isEmpty()) {
            return failed(invalid(id, now).getMessage());
        }
        Optional<String> note =
                now.isKept() ? Optional.of(keptReason(now)) : berth.versions().note();
        if (berth.isOpen()) {
            return new Standing(StoreView.State.OPEN, note);
        }
        Optional<Provider> provider =
                berth.versions().of(definition.get()).stream().findFirst();
        if (provider.isEmpty()) {
            return new Standing(
                    StoreView.State.UNAVAILABLE, Optional.of(berth.versions().lacking(definition.get())));
        }
        List<ConfigProblem> problems = judge(now, provider.get());
        if (!problems.isEmpty()) {
            return failed("Its configuration is invalid. " + Problems.sentence(problems) + " Correct config/stores/"
                    + id + ".json.");
        }
        return berth.openFailure().map(StoreEntry::failed).orElseGet(() -> new Standing(StoreView.State.READY, note));
    }

    private List<ConfigProblem> judge(Configured now, Provider provider) {
        Judgement known = judgement;
        if (known != null && known.provider() == provider && known.revision().equals(now.inUseRevision())) {
            return known.problems();
        }
        Optional<ConnectionSchema> schema = provider.schema();
        List<ConfigProblem> problems = now.inUse().isPresent() && schema.isPresent()
                ? connections.problems(now.inUse().get().connection(), schema.get())
                : List.of();
        judgement = new Judgement(provider, now.inUseRevision(), problems);
        return problems;
    }

    private static Standing failed(@Nullable String problem) {
        return new Standing(StoreView.State.FAILED, Optional.ofNullable(problem));
    }

    private String keptReason(Configured now) {
        return "config/stores/" + id
                + ".json was changed but is invalid, so the last valid configuration stays in use. "
                + Problems.sentence(now.problems());
    }

    static StoreException invalid(String id, Configured now) {
        return new StoreException(
                RegistryErrorCode.CONFIG_INVALID,
                "The configuration of store " + id + " is invalid. " + Problems.sentence(now.problems())
                        + " Correct config/stores/" + id + ".json.");
    }

    static StoreException notFound(String id) {
        return new StoreException(
                ServiceError.STORE_NOT_FOUND,
                "There is no store " + id + ". The list of stores names those there are.");
    }
}
