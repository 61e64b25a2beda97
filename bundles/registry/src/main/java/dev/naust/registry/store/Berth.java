package dev.naust.registry.store;

import dev.naust.api.service.ProviderInUseException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderCatalogue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open instance of one configured store: opened when somebody needs it, shared by all who borrow it, and moved when a better
 * version of its provider comes. Opening happens under this berth's own lock, so that a slow store holds up nobody but those
 * who want it. Thread-safe.
 */
final class Berth {
    private static final Logger LOG = LoggerFactory.getLogger(Berth.class);

    /** How long a borrower waits for another one's attempt to open the store. */
    private static final Duration OPENING = Duration.ofSeconds(60);

    /** When a move is tried again that failed although the new version is not to blame. */
    private static final Duration POSTPONED = Duration.ofSeconds(30);

    /** How many providers in a row may go while a store opens with them. */
    private static final int ATTEMPTS = 5;

    /** How long leases may outlive a configuration that was changed or removed. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long calls in flight with the previous version of a provider may take to end before the next one opens the store. */
    private static final Duration HANDOVER = Duration.ofSeconds(10);

    /** How long leases of the previous version may last while that version stays. */
    private static final Duration LONG_PATIENCE = Duration.ofHours(1);

    private final String id;
    private final Supplier<Configured> configuration;
    private final Opener opener;
    private final Retirement retirement;
    private final Versions versions;
    private final CheckedOpener checked;
    private final Coalesced move;

    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable SharedStore current;
    private volatile @Nullable String openFailure;
    private volatile Set<Capability> capabilities = Set.of();
    private volatile boolean removed;

    /** @param configuration what is configured at the moment */
    Berth(
            String id,
            Supplier<Configured> configuration,
            ProviderCatalogue catalogue,
            Opener opener,
            Retirement retirement) {
        this.id = id;
        this.configuration = configuration;
        this.opener = opener;
        this.retirement = retirement;
        this.versions = new Versions(catalogue);
        this.checked = new CheckedOpener(opener, retirement.workers());
        this.move = new Coalesced(retirement.workers(), this::moveToBest);
    }

    /** Another configuration counts now; leases of the old one may go on for a while. */
    void configurationChanged() {
        openFailure = null;
        versions.forgive();
        retireOutdated();
    }

    /** Whether a store is open that serves what is configured now. */
    boolean isOpen() {
        SharedStore open = current;
        return open != null && serves(open);
    }

    /** Whether what is open was opened with a provider of this id. */
    boolean isOfType(String type) {
        SharedStore open = current;
        return open != null && open.provider().id().equals(type);
    }

    /** What the store can do; known once it has been open. */
    Set<Capability> capabilities() {
        return capabilities;
    }

    /** Why the last attempt to open the store failed. */
    Optional<String> openFailure() {
        return Optional.ofNullable(openFailure);
    }

    Versions versions() {
        return versions;
    }

    /** Retires the open instance when its configuration is no longer the current one. */
    private void retireOutdated() {
        SharedStore open = current;
        if (open != null && !serves(open) && !open.provider().isGone()) {
            retirement.retire(open, PATIENCE);
        }
    }

    /** Another provider than before, or another version of it, may be the best one now. */
    void providersChanged() {
        versions.forgive();
        retireOutdated();
        move.request();
    }

    /** A provider is gone, and what was opened with it is being closed. */
    void forget(Provider provider) {
        versions.forget(provider);
    }

    /** Waits until the store is not on its way any more; answers with why it went back from this provider. */
    Optional<String> settle(Provider provider, Duration patience) {
        move.awaitIdle(patience);
        return versions.refusal(provider).map(why -> "Store " + id + " went back: " + why);
    }

    /** Opens the store with the best version of its provider, checks it and only then switches; the old one serves until then. */
    private void moveToBest() {
        SharedStore old = current;
        Configured now = configuration.get();
        Optional<StoreDefinition> definition = now.inUse();
        if (old == null || !serves(old) || definition.isEmpty() || removed) {
            return;
        }
        for (Provider better : versions.of(definition.get())) {
            boolean triedInVain = versions.refusal(better).isPresent();
            if (better == old.provider()
                    || triedInVain
                    || !moveTo(better, old, definition.get(), now.inUseRevision())) {
                return;
            }
        }
    }

    /** Moves the store; tells whether the next best version should be tried instead. */
    private boolean moveTo(Provider better, SharedStore old, StoreDefinition definition, String revision) {
        boolean handOver = better.isLocal();
        if (handOver) {
            lockOpening();
        }
        try {
            if (handOver && !letGo(old)) {
                LOG.info("Store {} is borrowed for long, so that its move to another version waits", id);
                retirement.later(POSTPONED, move::request);
                return false;
            }
            Optional<SharedStore> fresh = checked.open(definition, revision, better);
            fresh.ifPresent(moved -> switchTo(moved, old));
            return fresh.isEmpty();
        } catch (StoreException e) {
            return goBack(better, old, definition, revision, e);
        } finally {
            if (handOver) {
                opening.unlock();
            }
        }
    }

    /** Closes what is open when its leases end soon; otherwise it goes on. Borrowers wait meanwhile, none is turned away. */
    private boolean letGo(SharedStore old) {
        retirement.retireWhenIdle(old);
        return old.awaitClosed(HANDOVER) || !old.reinstate() && old.awaitClosed(HANDOVER);
    }

    /** Stays with the old version, or opens it again; tells whether the next best version should be tried. */
    private boolean goBack(
            Provider better, SharedStore old, StoreDefinition definition, String revision, StoreException failure) {
        boolean works = old.isClosed() ? reopen(old.provider(), definition, revision) : answers(old);
        if (!works) {
            LOG.info("Store {} does not answer, so that its move to another version waits", id);
            retirement.later(POSTPONED, move::request);
            return false;
        }
        versions.refuse(better, String.valueOf(failure.getMessage()));
        LOG.warn(
                "Store {} stays with version {} of its provider, because {} failed: {}",
                id,
                old.provider().origin().version(),
                better.origin().text(),
                failure.getMessage());
        move.request();
        return false;
    }

    private boolean reopen(Provider before, StoreDefinition definition, String revision) {
        try {
            Optional<SharedStore> again = checked.open(definition, revision, before);
            again.ifPresent(this::take);
            return again.isPresent();
        } catch (StoreException e) {
            LOG.debug("Store {} did not open again", id, e);
            return false;
        }
    }

    private static boolean answers(SharedStore open) {
        try {
            open.check(Duration.ofSeconds(10));
            return true;
        } catch (RuntimeException | Error e) {
            LOG.debug("Store {} does not answer", open.name(), e);
            return false;
        }
    }

    private void switchTo(SharedStore fresh, SharedStore old) {
        lockOpening();
        try {
            if (current != old || removed || !serves(fresh)) {
                fresh.closeNow();
                return;
            }
            take(fresh);
        } finally {
            opening.unlock();
        }
        retirement.retire(old, LONG_PATIENCE);
    }

    private void take(SharedStore opened) {
        current = opened;
        openFailure = null;
        capabilities = opened.capabilities();
        LOG.info("Store {} is open ({})", id, opened.provider().origin().text());
    }

    /** The open instance that serves what is configured now. */
    Optional<SharedStore> serving() {
        return Optional.ofNullable(current).filter(this::serves);
    }

    /**
     * Opens the store with another configuration, or anew with the same, and uses that from then on.
     *
     * @param there what it is opened with
     * @param patience how long leases of the old instance may go on, before anybody is lent the new one; empty when both may be used side by side
     * @param examination throws to refuse the new instance
     * @param commit makes {@code there} what is configured; called when the old instance is closed, and throws to refuse
     */
    void move(Configured there, Optional<Duration> patience, Consumer<Store> examination, Runnable commit) {
        StoreDefinition definition = there.inUse().orElseThrow(() -> StoreEntry.invalid(id, there));
        Provider provider = versions.await(definition).orElseThrow(() -> noProvider(definition));
        SharedStore fresh =
                checked.open(definition, there.inUseRevision(), provider).orElseThrow(() -> noProvider(definition));
        boolean isTaken = false;
        try {
            examination.accept(fresh.peek().orElseThrow(() -> noProvider(definition)));
            lockOpening();
            try {
                SharedStore old = current;
                if (old != null && patience.isPresent()) {
                    retirement.retireAtOnce(old, patience.get());
                }
                commit.run();
                if (removed || !serves(fresh)) {
                    throw new StoreException(
                            ServiceError.STORE_CHANGED,
                            "The configuration of store " + id + " was changed meanwhile. Try again.");
                }
                take(fresh);
                isTaken = true;
                if (old != null && patience.isEmpty()) {
                    retirement.retire(old, LONG_PATIENCE);
                }
            } finally {
                opening.unlock();
            }
        } finally {
            if (!isTaken) {
                fresh.closeNow();
            }
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
        Configured now = configuration.get();
        throw now.inUse().map(this::noProvider).orElseGet(() -> StoreEntry.invalid(id, now));
    }

    private Optional<StoreLease> leaseOpen() {
        SharedStore open = current;
        return open != null && serves(open) ? open.lease() : Optional.empty();
    }

    /** A lease of a store that opens now; empty when its provider went meanwhile and the next one may be tried. */
    private Optional<StoreLease> leaseOpening() {
        Configured now = configuration.get();
        StoreDefinition definition = now.inUse().orElseThrow(() -> StoreEntry.invalid(id, now));
        // Waited for without the lock, so that whoever needs the lock need not wait for a swap as well.
        if (versions.await(definition).isEmpty()) {
            throw noProvider(definition);
        }
        lockOpening();
        try {
            Optional<StoreLease> opened = leaseOpen();
            if (opened.isPresent()) {
                return opened;
            }
            // Asked again: the store may have moved to another endpoint meanwhile, and must not be opened at the one it
            // left.
            Configured next = configuration.get();
            return open(next.inUse().orElseThrow(() -> StoreEntry.invalid(id, next)), next.inUseRevision());
        } finally {
            opening.unlock();
        }
    }

    private Optional<StoreLease> open(StoreDefinition definition, String revision) {
        if (removed) {
            throw StoreEntry.notFound(id);
        }
        retireOutdated();
        List<Provider> candidates = versions.of(definition);
        Map<Provider, StoreException> failures = new LinkedHashMap<>();
        for (Provider provider : candidates) {
            try {
                closePredecessor(provider);
                Optional<SharedStore> opened = opener.open(definition, revision, provider);
                if (candidates.size() > 1) {
                    // There is another version to go back to, so that it is worth knowing whether this one works.
                    opened.ifPresent(CheckedOpener::check);
                }
                if (opened.isPresent()) {
                    failures.forEach((failed, why) -> versions.refuse(failed, String.valueOf(why.getMessage())));
                    return lease(opened.get());
                }
            } catch (StoreException e) {
                if (!provider.isGone()) {
                    failures.put(provider, e);
                }
                LOG.debug("Store {} did not open with {}", id, provider.origin(), e);
            }
        }
        for (StoreException failure : failures.values()) {
            openFailure = failure.getMessage();
            LOG.warn("Store {} could not be opened: {}", id, failure.getMessage());
            throw failure;
        }
        return Optional.empty();
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

    private Optional<StoreLease> lease(SharedStore opened) {
        take(opened);
        if (removed) {
            // Whoever removed it may not have seen this instance.
            retirement.retire(opened, Duration.ZERO);
            return Optional.empty();
        }
        return opened.lease();
    }

    private boolean serves(SharedStore open) {
        return open.serves(configuration.get().inUseRevision());
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

    private StoreException noProvider(StoreDefinition definition) {
        return new StoreException(
                ServiceError.STORE_UNAVAILABLE, "Store " + id + " is unavailable: " + versions.lacking(definition));
    }
}
