package dev.naust.console.rest;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Backups;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Sight;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Category;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.console.security.Caller;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.PathName;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import dev.naust.console.web.Target;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Works with the store that a request's address names, within a time. Safe for use by several threads. */
final class StoreWork {
    private static final String DEFAULT = "default";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Problem TOO_SLOW = Problem.of(
                    503,
                    "store.slow",
                    "The store did not answer within " + LIMIT.toSeconds()
                            + " seconds. Ask for less, or try again when it has less to do.")
            .retryAfter(Duration.ofSeconds(10));

    private final Services services;
    private final Deadlines deadlines;
    private final KnownNames names = new KnownNames();

    StoreWork(Services services, Deadlines deadlines) {
        this.services = services;
        this.deadlines = deadlines;
    }

    /** What is done with an open store. */
    @FunctionalInterface
    interface Work<T> {
        T with(Store store) throws Exception;
    }

    /** Leases the store for some work and returns its result. */
    <T> T within(Context request, Work<T> work) throws Exception {
        return leased(request, lease -> work.with(lease.store()));
    }

    /**
     * The same for questions of which only the store itself knows what they read: refused while any restore into the store is
     * broken off.
     */
    <T> T withinWhole(Context request, Work<T> work) throws Exception {
        refuseParts(request, incomplete -> true);
        return within(request, work);
    }

    private interface Leased<T> {
        T with(StoreLease lease) throws Exception;
    }

    private <T> T leased(Context request, Leased<T> work) throws Exception {
        String id = store(services, request.pathParam("id")).id();
        String deed = Target.of(request) + " by " + Caller.nameIn(request);
        return deadlines.within("The store \"" + id + "\"", deed, LIMIT, TOO_SLOW, () -> {
            try (StoreLease lease = services.stores().lease(id)) {
                return unlessWithdrawn(lease, () -> work.with(lease));
            }
        });
    }

    /** What fails because the store was closed under it is nothing that who asked could correct. */
    static <T> T unlessWithdrawn(StoreLease lease, Callable<T> work) throws Exception {
        try {
            return work.call();
        } catch (StoreException e) {
            if (e.category() != Category.USER || !lease.isWithdrawn()) {
                throw e;
            }
            throw new StoreException(
                    ServiceError.STORE_UNAVAILABLE,
                    "The store \"" + lease.name()
                            + "\" was closed while this was done, because it moves or is opened anew."
                            + " Whether it was done is not known: look, and try again",
                    e);
        }
    }

    /** What is done with an open store and the ports over it. */
    @FunctionalInterface
    interface PortWork<T> {
        T with(Store store, StorageBackend ports) throws Exception;
    }

    /**
     * Leases the store for some work with its ports and returns its result. Work whose collection comes to another store
     * meanwhile has changed nothing, and is done again there.
     */
    <T> T withPorts(Context request, PortWork<T> work) throws Exception {
        // Without it nobody can say where a record belongs.
        services.primaries();
        Leased<T> within = lease -> work.with(lease.store(), services.storage().over(lease, sight(request)));
        try {
            return leased(request, within);
        } catch (StoreException moved) {
            if (moved.code() != ServiceError.COLLECTION_MOVED) {
                throw moved;
            }
            return leased(request, within);
        }
    }

    /** Encrypted personal data is for those who answer people's requests, not for those who run the stores. */
    private static Sight sight(Context request) {
        Role role = Caller.of(request).map(caller -> caller.identity().role()).orElse(Role.VIEWER);
        return role == Role.ADMIN || role == Role.DPO ? Sight.CLEAR : Sight.SEALED;
    }

    /**
     * The store with an id; {@code default} is also the store that is used where none is named.
     *
     * @throws ProblemException with status 404
     */
    static StoreView store(Services services, String id) {
        Optional<StoreView> known = services.stores().find(id);
        if (known.isPresent()) {
            return known.get();
        }
        if (id.equals(DEFAULT)) {
            return services.stores().defaultStore();
        }
        throw StoresResource.notFound(id);
    }

    /** The name of the collection in the request's address. */
    static String collection(Context request) {
        return PathName.decode(request.pathParam("collection"));
    }

    /**
     * The collection that the address names, found in the store's own list, now or for an earlier request: no name from outside
     * reaches the store. It may have been removed since.
     */
    DatasetId find(Store store, Context request) {
        String name = collection(request);
        return open(request, names.find(store, name, () -> known(store, name)).orElseThrow(() -> none(request)));
    }

    /** The collection that the address names, if it is there now. */
    Optional<DatasetId> listed(Store store, Context request) {
        String name = collection(request);
        names.forget(store, name);
        return names.find(store, name, () -> known(store, name)).map(id -> open(request, id));
    }

    /** The collection, unless a restore into it was broken off: nobody should take a part of it for the whole. */
    private DatasetId open(Context request, DatasetId collection) {
        refuseParts(request, collection.toString()::equals);
        return collection;
    }

    private void refuseParts(Context request, Predicate<String> asked) {
        List<Backups.Incomplete> broken = services.brokenRestores();
        if (broken.isEmpty()) {
            return;
        }
        String store = store(services, request.pathParam("id")).id();
        for (Backups.Incomplete each : broken) {
            if (each.target().equals(store) && each.collections().stream().anyMatch(asked)) {
                String part = String.join(
                        "\", \"", each.collections().stream().filter(asked).toList());
                throw new ProblemException(
                        409,
                        "restore.incomplete",
                        "The restore of backup " + each.backup() + " into \"" + part
                                + "\" was broken off, so that a part is missing: restore it again.");
            }
        }
    }

    static ProblemException none(Context request) {
        return new ProblemException(
                404,
                "collection.not_found",
                "The store \"" + request.pathParam("id") + "\" has no collection \"" + collection(request) + "\".");
    }

    /** A collection by its whole name, or by the short one of a collection that stands where the store makes new ones. */
    private static Optional<DatasetId> known(Store store, String name) {
        List<DatasetId> ids = store.datasets().stream().map(Dataset::id).toList();
        Optional<DatasetId> whole =
                ids.stream().filter(id -> id.toString().equals(name)).findFirst();
        if (whole.isPresent() || name.isEmpty()) {
            return whole;
        }
        Optional<DatasetId> place =
                store.schemaEditing().map((SchemaEditing editing) -> editing.place(DatasetId.of(name)));
        return ids.stream()
                .filter(id -> place.isPresent() && id.equals(place.get()))
                .findFirst();
    }
}
