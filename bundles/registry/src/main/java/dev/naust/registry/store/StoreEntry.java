package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.service.ProviderInUseException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Capability;
import dev.naust.api.store.StoreException;
import dev.naust.registry.config.Findings;
import dev.naust.registry.config.Secrets;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured store: what is configured, and the open instance once somebody needed it. Opening happens under this entry's
 * own lock, so that a slow store holds up nobody but those who want it. Thread-safe.
 */
final class StoreEntry {
    private static final Logger LOG = LoggerFactory.getLogger(StoreEntry.class);

    /** How long a borrower waits for another one's attempt to open the store. */
    private static final Duration OPENING = Duration.ofSeconds(60);

    /** How many providers in a row may go while a store opens with them. */
    private static final int ATTEMPTS = 5;

    /** How long leases may outlive a configuration that was changed or removed. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long calls in flight with the previous version of a provider may take to end. */
    private static final Duration HANDOVER = Duration.ofSeconds(10);

    private final String id;
    private final ProviderCatalogue catalogue;
    private final Opener opener;
    private final Retirement retirement;

    private final ReentrantLock opening = new ReentrantLock();
    private volatile Configured configured;
    private volatile @Nullable SharedStore current;
    private volatile @Nullable String openFailure;
    private volatile Set<Capability> capabilities = Set.of();
    private volatile boolean removed;

    StoreEntry(String id, Configured configured, ProviderCatalogue catalogue, Opener opener, Retirement retirement) {
        this.id = id;
        this.configured = configured;
        this.catalogue = catalogue;
        this.opener = opener;
        this.retirement = retirement;
    }

    Configured configured() {
        return configured;
    }

    /** Takes over what the file says now; leases of the old configuration may go on for a while. */
    void configure(Configured next) {
        configured = next;
        openFailure = null;
        retireOutdated();
    }

    /** Retires the open instance when its configuration or its provider is no longer the current one. */
    void retireOutdated() {
        SharedStore open = current;
        if (open != null && !isCurrent(open) && !open.provider().isGone()) {
            retirement.retire(open, PATIENCE);
        }
    }

    /** Retires the open instance because the store's configuration is gone. */
    void remove() {
        removed = true;
        SharedStore open = current;
        if (open != null) {
            retirement.retire(open, PATIENCE);
        }
    }

    /**
     * Runs {@code removal} when nobody has the store, and retires it.
     *
     * @throws ProviderInUseException when somebody has it
     */
    void removeIfIdle(Runnable removal) {
        lockOpening();
        try {
            closeCurrentIfIdle();
            removal.run();
            removed = true;
        } finally {
            opening.unlock();
        }
    }

    /**
     * Closes the open instance when nobody has it; the next borrower opens another.
     *
     * @throws ProviderInUseException when somebody has it
     */
    void closeIfIdle() {
        lockOpening();
        try {
            closeCurrentIfIdle();
        } finally {
            opening.unlock();
        }
    }

    private void closeCurrentIfIdle() {
        SharedStore open = current;
        if (open != null && !open.closeIfIdle()) {
            throw new ProviderInUseException(
                    "Store " + id + " is in use and stays: " + String.join(", ", open.borrowers())
                            + ". Try again when that is done, or cancel it.",
                    List.of(id));
        }
    }

    StoreLease lease() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<StoreLease> lease = leaseOpen().or(this::leaseOpening);
            if (lease.isPresent()) {
                return lease.get();
            }
        }
        throw noProvider(type());
    }

    private Optional<StoreLease> leaseOpen() {
        SharedStore open = current;
        return open != null && isCurrent(open) ? open.lease() : Optional.empty();
    }

    /** A lease of a store that opens now; empty when its provider went meanwhile and the next one may be tried. */
    private Optional<StoreLease> leaseOpening() {
        Configured now = configured;
        StoreDefinition definition = now.inUse().orElseThrow(() -> invalid(now));
        // Waited for without the lock: a provider that goes waits for the lock, and the next one for its going.
        Provider provider =
                catalogue.activeAfterSwap(definition.type()).orElseThrow(() -> noProvider(definition.type()));
        lockOpening();
        try {
            Optional<StoreLease> opened = leaseOpen();
            return opened.isPresent() ? opened : open(definition, now.inUseRevision(), provider);
        } finally {
            opening.unlock();
        }
    }

    private Optional<StoreLease> open(StoreDefinition definition, String revision, Provider provider) {
        if (removed) {
            throw notFound(id);
        }
        if (provider.isGone()) {
            return Optional.empty();
        }
        retireOutdated();
        closePredecessor(provider);
        Optional<SharedStore> place;
        try {
            place = opener.open(definition, revision, provider);
        } catch (StoreException e) {
            if (provider.isGone()) {
                LOG.debug("Store {} did not open because its provider went", id, e);
                return Optional.empty();
            }
            openFailure = e.getMessage();
            LOG.warn("Store {} could not be opened: {}", id, e.getMessage());
            throw e;
        }
        if (place.isEmpty()) {
            return Optional.empty();
        }
        SharedStore opened = place.get();
        retirement.watch(opened);
        current = opened;
        openFailure = null;
        if (removed || provider.isGone()) {
            // Whoever took it away may not have seen this instance.
            retirement.retire(opened, Duration.ZERO);
            return Optional.empty();
        }
        Optional<StoreLease> lease = opened.lease();
        lease.ifPresent(first -> capabilities = capabilitiesOf(first));
        LOG.info(
                "Store {} is open ({} {})", id, provider.id(), provider.origin().version());
        return lease;
    }

    /**
     * What two copies of an embedded driver do to one file they hide from each other, locks and all, so that the old one has
     * closed before the new one opens.
     */
    private void closePredecessor(Provider provider) {
        SharedStore before = current;
        if (before == null || before.provider() == provider || !provider.isLocal()) {
            return;
        }
        retirement.retireAndWait(List.of(before), HANDOVER);
        if (!before.isClosed()) {
            throw new StoreException(
                    ServiceError.STORE_UNAVAILABLE,
                    "Store " + id + " is unavailable: the previous version of its provider, "
                            + before.provider().origin().version() + ", does not let go of it. Restart the server.");
        }
    }

    private String type() {
        return configured.type();
    }

    /** Whether the store is configured for, or was opened with, providers of this id. */
    boolean isOfType(String type) {
        SharedStore open = current;
        return configured.type().equals(type)
                || open != null && open.provider().id().equals(type);
    }

    /** Waits for an attempt to open the store, if one is under way. */
    void awaitOpening(Duration patience) {
        try {
            if (opening.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                opening.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    StoreView view(String defaultStore) {
        Configured now = configured;
        Optional<StoreDefinition> definition = now.shown();
        Standing standing = standing(now, catalogue.active(now.type()));
        return new StoreView(
                id,
                now.type(),
                standing.state(),
                standing.problem(),
                id.equals(defaultStore),
                definition.flatMap(StoreDefinition::classification),
                definition.flatMap(StoreDefinition::residency),
                definition.map(this::connection).orElse(Document.empty()),
                capabilities,
                now.revision(),
                now.problems());
    }

    private Document connection(StoreDefinition shown) {
        Findings findings = catalogue
                .schema(shown.type())
                .map(schema -> schema.find(shown.connection(), ""))
                .orElseGet(Findings::new);
        return Secrets.mask(shown.connection(), "", findings);
    }

    private record Standing(StoreView.State state, Optional<String> problem) {}

    private Standing standing(Configured now, Optional<Provider> provider) {
        if (now.inUse().isEmpty()) {
            return failed(invalid(now).getMessage());
        }
        if (provider.isEmpty()) {
            return new Standing(StoreView.State.UNAVAILABLE, Optional.of(noProviderReason(now.type())));
        }
        Optional<String> kept = now.isKept() ? Optional.of(keptReason(now)) : Optional.empty();
        SharedStore open = current;
        if (open != null && isCurrent(open) && !open.isClosed()) {
            return new Standing(StoreView.State.OPEN, kept);
        }
        String failure = openFailure;
        return failure != null ? failed(failure) : new Standing(StoreView.State.READY, kept);
    }

    private boolean isCurrent(SharedStore open) {
        Configured now = configured;
        return now.inUse()
                .flatMap(definition -> catalogue.active(definition.type()))
                .filter(provider -> open.isOf(provider, now.inUseRevision()))
                .isPresent();
    }

    private void lockOpening() {
        try {
            if (opening.tryLock(OPENING.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    ServiceError.STORE_UNAVAILABLE, "Waiting for store " + id + " to open was cancelled.", e);
        }
        throw new StoreException(
                ServiceError.STORE_UNAVAILABLE,
                "Store " + id + " is still being opened after " + OPENING.toSeconds()
                        + " seconds. Check whether its server answers, and try again.");
    }

    private Set<Capability> capabilitiesOf(StoreLease lease) {
        try {
            return Set.copyOf(Capability.shownBy(lease.store()));
        } catch (RuntimeException e) {
            LOG.warn("Store {} does not say what it can do: {}", id, e.getMessage());
            return Set.of(Capability.RECORDS);
        }
    }

    private static Standing failed(@Nullable String problem) {
        return new Standing(StoreView.State.FAILED, Optional.ofNullable(problem));
    }

    private String keptReason(Configured now) {
        return "config/stores/" + id
                + ".json was changed but is invalid, so the last valid configuration stays in use. "
                + Problems.sentence(now.problems());
    }

    private StoreException invalid(Configured now) {
        return new StoreException(
                RegistryErrorCode.CONFIG_INVALID,
                "The configuration of store " + id + " is invalid. " + Problems.sentence(now.problems())
                        + " Correct config/stores/" + id + ".json.");
    }

    private StoreException noProvider(String type) {
        return new StoreException(
                ServiceError.STORE_UNAVAILABLE, "Store " + id + " is unavailable: " + noProviderReason(type));
    }

    private String noProviderReason(String type) {
        return catalogue
                .find(type)
                .flatMap(provider -> provider.problem())
                .orElse("provider " + type + " is not there: put its jar into plugins/");
    }

    static StoreException notFound(String id) {
        return new StoreException(
                ServiceError.STORE_NOT_FOUND,
                "There is no store " + id + ". The list of stores names those there are.");
    }
}
