package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.registry.config.ConnectionSchema;
import dev.naust.registry.config.Findings;
import dev.naust.registry.config.Secrets;
import dev.naust.registry.provider.ProviderCatalogue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One configured store: what is configured, how it stands, and the berth of its open instance. Thread-safe. */
final class StoreEntry {
    private final String id;
    private final ProviderCatalogue catalogue;
    private final Berth berth;
    private final Moorings moorings;
    private volatile @Nullable Masked masked;

    StoreEntry(
            String id,
            Configured configured,
            ProviderCatalogue catalogue,
            Opener opener,
            Retirement retirement,
            EndpointFile endpoints) {
        this.id = id;
        this.catalogue = catalogue;
        this.moorings = new Moorings(id, configured, endpoints);
        this.berth = new Berth(id, moorings::here, catalogue, opener, retirement);
    }

    Configured configured() {
        return moorings.asWritten();
    }

    /** At which of its endpoints the store is. */
    Moorings moorings() {
        return moorings;
    }

    /** Where the store is opened, shared and closed. */
    Berth berth() {
        return berth;
    }

    /** Takes over what the file says now; leases of the old configuration may go on for a while. */
    void configure(Configured next) {
        moorings.configure(next);
        berth.configurationChanged();
    }

    /** Whether the store is configured for, or was opened with, providers of this id. */
    boolean isOfType(String type) {
        return configured().type().equals(type) || berth.isOfType(type);
    }

    StoreView view(String defaultStore) {
        Configured now = configured();
        Optional<StoreDefinition> definition = now.shown();
        Standing standing = standing(now);
        return new StoreView(
                id,
                now.type(),
                standing.state(),
                standing.problem(),
                id.equals(defaultStore),
                definition.flatMap(StoreDefinition::classification),
                definition.flatMap(StoreDefinition::residency),
                definition.map(this::connection).orElse(Document.empty()),
                berth.capabilities(),
                now.revision(),
                now.problems());
    }

    private Document connection(StoreDefinition shown) {
        Optional<ConnectionSchema> schema = catalogue.schema(shown.type());
        Masked known = masked;
        if (known == null || known.shown() != shown || !known.schema().equals(schema)) {
            Findings findings =
                    schema.map(found -> found.find(shown.connection(), "")).orElseGet(Findings::new);
            known = new Masked(shown, schema, Secrets.mask(shown.connection(), "", findings));
            masked = known;
        }
        return known.connection();
    }

    /** A connection without its secrets. Every request for a store looks at its view, and to walk through the schema takes long. */
    private record Masked(StoreDefinition shown, Optional<ConnectionSchema> schema, Document connection) {}

    private record Standing(StoreView.State state, Optional<String> problem) {}

    private Standing standing(Configured now) {
        if (moorings.fault().isPresent()) {
            return failed(moorings.fault().get());
        }
        Optional<StoreDefinition> definition = now.inUse();
        if (definition.isEmpty()) {
            return failed(invalid(id, now).getMessage());
        }
        Optional<String> note =
                now.isKept() ? Optional.of(keptReason(now)) : berth.versions().note();
        if (berth.isOpen()) {
            return new Standing(StoreView.State.OPEN, note);
        }
        if (berth.versions().of(definition.get()).isEmpty()) {
            return new Standing(
                    StoreView.State.UNAVAILABLE, Optional.of(berth.versions().lacking(definition.get())));
        }
        return berth.openFailure().map(StoreEntry::failed).orElseGet(() -> new Standing(StoreView.State.READY, note));
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
