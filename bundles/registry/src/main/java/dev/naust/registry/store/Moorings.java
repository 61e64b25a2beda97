package dev.naust.registry.store;

import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreEndpoints.Endpoint;
import dev.naust.api.store.StoreException;
import dev.naust.registry.store.EndpointFile.Kept;
import dev.naust.registry.store.FailoverList.Candidate;
import java.util.List;
import java.util.Optional;

/** At which of its endpoints one store is, and what its configuration is there. Thread-safe. */
final class Moorings {
    private final String id;
    private final EndpointFile file;
    private volatile Configured asWritten;
    private volatile Configured here;

    Moorings(String id, Configured configured, EndpointFile file) {
        this.id = id;
        this.file = file;
        this.asWritten = configured;
        this.here = configured;
        configure(configured);
    }

    /** What the file says. */
    Configured asWritten() {
        return asWritten;
    }

    /** The same at the endpoint where the store is. */
    Configured here() {
        return here;
    }

    /** Takes over another configuration; a place that it does not name any more is left for its connection. */
    synchronized void configure(Configured next) {
        asWritten = next;
        List<Candidate> candidates = candidates();
        if (file.fault().isPresent() && candidates.size() > 1) {
            // Nobody knows which of them may be written.
            here = next.at(Optional.empty());
            return;
        }
        Kept kept = file.find(id);
        boolean isKnown = kept.active().isEmpty()
                || candidates.isEmpty()
                || named(kept.active().get()).isPresent();
        if (!isKnown) {
            file.save(id, Kept.HOME);
        }
        here = next.at(active());
    }

    /** The endpoints of a valid configuration. */
    List<Candidate> candidates() {
        return asWritten.inUse().map(FailoverList::of).orElse(List.of());
    }

    /** Where the store is. */
    Optional<Candidate> active() {
        Kept kept = file.find(id);
        return kept.active().flatMap(this::named).or(() -> candidates().stream().findFirst());
    }

    Candidate get(String name) {
        return named(name)
                .orElseThrow(() -> new StoreException(
                        ServiceError.ENDPOINT_NOT_FOUND,
                        "Store " + id + " has no endpoint " + name + "; it has "
                                + String.join(
                                        ", ",
                                        candidates().stream()
                                                .map(Candidate::name)
                                                .toList())
                                + "."));
    }

    private Optional<Candidate> named(String name) {
        return candidates().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    boolean isFenced(Candidate candidate) {
        return file.find(id).fenced().contains(candidate.name());
    }

    /** The store's configuration at an endpoint. */
    Configured at(Candidate candidate) {
        return asWritten.at(Optional.of(candidate));
    }

    /** The store is there from now on. */
    synchronized void moved(Candidate from, Candidate to, boolean fence) {
        Kept kept = new Kept(
                to.isPrimary() ? Optional.empty() : Optional.of(to.name()),
                file.find(id).fenced());
        file.save(id, fence ? kept.with(from.name()) : kept);
        here = asWritten.at(active());
    }

    synchronized void liftFence(String name) {
        Candidate candidate = get(name);
        file.save(id, file.find(id).without(candidate.name()));
    }

    /** The store is gone, and so is what was kept of it. */
    void forget() {
        file.save(id, Kept.HOME);
    }

    List<Endpoint> view() {
        Optional<Candidate> active = active();
        return candidates().stream()
                .map(each -> new Endpoint(
                        each.name(),
                        each.isPrimary(),
                        active.equals(Optional.of(each)),
                        isFenced(each),
                        each.residency()))
                .toList();
    }

    /** Why it is not known where the store is. */
    Optional<String> fault() {
        return candidates().size() > 1 ? file.fault() : Optional.empty();
    }
}
