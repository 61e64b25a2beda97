package dev.naust.health.failover;

import dev.naust.api.model.Classification;
import dev.naust.api.model.Placement;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreEndpoints;
import dev.naust.api.service.StoreEndpoints.Endpoint;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Identity;
import dev.naust.api.store.Identity.Standing;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one store between its endpoints: away from one that does not answer, and home again. The endpoint that it leaves in need
 * is fenced until it was seen as a standby. For one thread at a time.
 */
public final class Failover {
    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);

    /** How long leases may go on at an endpoint that answers, while the store leaves it. */
    private static final Duration DRAINING = Duration.ofSeconds(10);

    private static final String BY_HAND =
            "It never goes elsewhere by itself, because this kind of store cannot say which"
                    + " database it is: an operator moves it to an endpoint, with force. What the technology does itself, such as a"
                    + " MongoDB replica set named in the connection, its driver follows.";

    private final String store;
    private final StoreRegistry registry;
    private final StoreEndpoints endpoints;
    private final Clock clock;
    private volatile Known known = Known.NOTHING;
    private volatile boolean canTell = true;

    public Failover(String store, StoreRegistry registry, StoreEndpoints endpoints, Clock clock) {
        this.store = store;
        this.registry = registry;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /** What is known of the database, to be kept over a restart. */
    public Known known() {
        return known;
    }

    /** Takes up what was known before a restart. */
    public void remember(Known before) {
        known = before;
    }

    /** Whether the store has anywhere else to go. */
    public boolean isOffered() {
        return endpoints.endpoints(store).size() > 1;
    }

    /** The same for whom a store that has just gone is no failure. */
    public boolean isOfferedQuietly() {
        try {
            return isOffered();
        } catch (StoreException e) {
            LOG.debug("Store {} has gone", store, e);
            return false;
        }
    }

    /**
     * Looks at the server that the store is at, which answers.
     *
     * @throws StoreException with {@code store.read_only} when it was written before and takes no changes any more
     */
    public void look(Duration timeout) {
        Optional<Standing> standing = endpoints.standing(store, timeout);
        canTell = standing.isPresent();
        if (standing.isEmpty()) {
            return;
        }
        if (known.isSame(standing.get()) && !standing.get().isWritable()) {
            throw new StoreException(
                    FailoverError.DEMOTED,
                    "Store " + store + " takes no changes any more: " + activeName()
                            + " is a standby now, or was set to be read only. Promote it, or the server that replaces it.");
        }
        known = known.with(standing.get());
    }

    /**
     * Goes to the first endpoint that can be used, away from one that does not answer.
     *
     * @param hold how long the store stays where it last went
     * @return why it stays; empty when it has moved
     */
    public Optional<String> away(Duration timeout, Duration hold) {
        Optional<Instant> heldUntil = heldUntil(hold);
        if (heldUntil.isPresent()) {
            return Optional.of("It went to " + activeName() + " lately and stays there until " + heldUntil.get()
                    + ", so that it does not go back and forth.");
        }
        List<String> reasons = new ArrayList<>();
        for (Endpoint candidate : endpoints.endpoints(store)) {
            if (candidate.isActive()) {
                continue;
            }
            try {
                go(candidate, timeout, Duration.ZERO, false, true);
                return Optional.empty();
            } catch (StoreException e) {
                reasons.add(String.valueOf(e.getMessage()));
                LOG.debug("Store {} does not go to {}", store, candidate.name(), e);
            }
        }
        return Optional.of("It has nowhere to go. " + String.join(" ", reasons));
    }

    /**
     * Goes to an endpoint because an operator wants it.
     *
     * @param name the endpoint's; empty for the store's own connection
     * @param isForced whether fences and what cannot be known do not count
     */
    public void to(Optional<String> name, Duration timeout, boolean isForced) {
        Endpoint target = endpoints.endpoints(store).stream()
                .filter(each -> name.map(each.name()::equals).orElse(each.isPrimary()))
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        ServiceError.ENDPOINT_NOT_FOUND,
                        "Store " + store + " has no endpoint " + name.orElse("of its own") + "."));
        if (target.isActive()) {
            return;
        }
        if (target.isFenced() && !isForced) {
            unfence(target, timeout);
        }
        // The one that is left is only fenced when it can be written on: as a standby it may be gone back to.
        go(target, timeout, DRAINING, isForced, true);
    }

    /**
     * Looks at the endpoints that were left, and goes home when that is wanted and possible.
     *
     * @return what an operator should know; empty when all is well
     */
    public Optional<String> homewards(Duration timeout, Duration hold, boolean comesHome) {
        List<String> notes = new ArrayList<>();
        if (!canTell) {
            notes.add(BY_HAND);
        }
        for (Endpoint each : endpoints.endpoints(store)) {
            if (each.isFenced() && !each.isActive()) {
                unfenceQuietly(each, timeout).ifPresent(notes::add);
            }
        }
        Optional<Endpoint> home = endpoints.endpoints(store).stream()
                .filter(each -> each.isPrimary() && !each.isActive())
                .findFirst();
        if (home.isPresent()) {
            notes.add(
                    0, "It is at " + activeName() + " instead of " + home.get().name() + ".");
            if (comesHome && heldUntil(hold).isEmpty() && !home.get().isFenced()) {
                try {
                    go(home.get(), timeout, DRAINING, false, true);
                    return Optional.empty();
                } catch (StoreException e) {
                    notes.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return notes.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", notes));
    }

    private void go(Endpoint target, Duration timeout, Duration patience, boolean isForced, boolean fence) {
        refuseMisplaced(target);
        Examination examination = new Examination(target.name(), known, timeout, isForced);
        if (isForced) {
            endpoints.liftFence(store, target.name());
        }
        endpoints.move(store, target.name(), patience, examination, fence);
        examination.found().ifPresent(standing -> known = isForced ? known.decided(standing) : known.with(standing));
        known = known.moved(clock.instant());
    }

    private void refuseMisplaced(Endpoint target) {
        Optional<StoreView> view = registry.find(store);
        new Placement(
                        "Store " + store,
                        view.flatMap(StoreView::classification).flatMap(Classification::named),
                        "endpoint " + target.name(),
                        target.residency())
                .refusal()
                .ifPresent(why -> {
                    throw new StoreException(ServiceError.RESIDENCY_VIOLATION, why + ".");
                });
    }

    private Optional<String> unfenceQuietly(Endpoint fenced, Duration timeout) {
        try {
            unfence(fenced, timeout);
            return Optional.empty();
        } catch (StoreException e) {
            LOG.debug("Endpoint {} of store {} stays fenced", fenced.name(), store, e);
            return e.code() == ServiceError.ENDPOINT_REFUSED
                    ? Optional.of(String.valueOf(e.getMessage()))
                    : silent(fenced);
        }
    }

    /** Where the store is at home nobody misses the others before they are needed. */
    private Optional<String> silent(Endpoint fenced) {
        return fenced.isPrimary()
                ? Optional.of("Endpoint " + fenced.name()
                        + " does not answer and is fenced, because the store left it in need. Bring it back as a standby of "
                        + activeName() + "; until then the store cannot go back.")
                : Optional.empty();
    }

    /** Lifts the fence of an endpoint that follows the one in use and so can hold no changes of its own. */
    private void unfence(Endpoint fenced, Duration timeout) {
        Optional<Standing> standing;
        try (StoreLease look = endpoints.look(store, fenced.name())) {
            standing = look.store().identity().map((Identity identity) -> identity.standing(timeout));
        }
        if (standing.isEmpty()) {
            throw fenced(fenced, "cannot say whether it takes changes");
        }
        if (standing.get().isWritable()) {
            throw fenced(fenced, "came back and still accepts changes from others");
        }
        if (!known.isSame(standing.get())) {
            throw fenced(
                    fenced,
                    known.isOvertaken(standing.get())
                            ? "does not follow the one in use yet"
                            : "is another database now");
        }
        endpoints.liftFence(store, fenced.name());
        LOG.info(
                "Endpoint {} of store {} follows as a standby, so that it is not fenced any more",
                fenced.name(),
                store);
    }

    private StoreException fenced(Endpoint fenced, String why) {
        return new StoreException(
                ServiceError.ENDPOINT_REFUSED,
                "Endpoint " + fenced.name() + " is fenced, because the store left it in need; it " + why
                        + ". Nothing is written there. Make it a standby of " + activeName()
                        + ", or move the store there with force.");
    }

    /** A clock that jumped back must not hold the store for as long as the jump: the time counts anew from there. */
    private Optional<Instant> heldUntil(Duration hold) {
        Instant now = clock.instant();
        if (known.movedAt().filter(now::isBefore).isPresent()) {
            known = known.moved(now);
        }
        return known.movedAt().map(at -> at.plus(hold)).filter(now::isBefore);
    }

    private String activeName() {
        return endpoints.endpoints(store).stream()
                .filter(Endpoint::isActive)
                .map(Endpoint::name)
                .findFirst()
                .orElse("its endpoint");
    }
}
