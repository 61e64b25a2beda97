package dev.naust.storage;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.Primaries;
import dev.naust.api.service.Primaries.Passage;
import dev.naust.api.service.Primaries.Switched;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends what is asked of one store's collections to the store that is in its place, and lets writes wait while that changes. */
final class Routing {
    /** For stores that are nobody's but the server's. */
    static final Routing NOTHING = new Routing("", new Offered<>("", ""), id -> {
        throw new IllegalStateException("Nothing is served by another store here");
    });

    private final String store;
    private final Offered<Primaries> primaries;
    private final Harbour harbour;
    private final boolean inTransaction;

    /** Gives out stores by their ids, with the ports over them. */
    interface Harbour {
        /** A store, to be given back, and its ports. */
        Berthed lend(String id);
    }

    /** A store that was lent. */
    record Berthed(StoreLease lease, StoreBackend ports) implements AutoCloseable {
        @Override
        public void close() {
            lease.close();
        }
    }

    Routing(String store, Offered<Primaries> primaries, Harbour harbour) {
        this(store, primaries, harbour, false);
    }

    private Routing(String store, Offered<Primaries> primaries, Harbour harbour, boolean inTransaction) {
        this.store = store;
        this.primaries = primaries;
        this.harbour = harbour;
        this.inTransaction = inTransaction;
    }

    /** The same within a transaction of the store, which has passed already. */
    Routing inside() {
        return new Routing(store, primaries, harbour, true);
    }

    /** The records of a collection, wherever they are. */
    DocumentRepository over(DatasetId collection, DocumentRepository own) {
        Optional<Primaries> present = primaries.find();
        if (present.isEmpty()) {
            return own;
        }
        Optional<Switched> switched = present.get().of(store).stream()
                .filter(each -> each.collection().equals(collection))
                .findFirst();
        if (!inTransaction) {
            return new RoutedRepository(this, collection, own, switched);
        }
        switched.ifPresent(each -> {
            throw new StoreException(
                    ServiceError.OPTION_UNSUPPORTED,
                    "\"" + collection + "\" of store \"" + store + "\" is served by store \"" + each.to()
                            + "\", which a transaction of this store cannot reach; use that store");
        });
        return own;
    }

    /** Whether any collection of the store is served by another: what is changed there is told to no cache of this one. */
    boolean isAnyElsewhere() {
        return primaries.find().filter(each -> !each.of(store).isEmpty()).isPresent();
    }

    /** Lets an operation begin; null where nobody moves anything. */
    @Nullable
    Passage enter(Optional<DatasetId> collection, boolean writes) throws InterruptedException {
        Optional<Primaries> present = primaries.find();
        return present.isEmpty() ? null : present.get().enter(store, collection, writes);
    }

    /** Work with the collection that is in another's place. */
    <T> T at(Switched switched, Use<T> use) throws InterruptedException {
        try (Berthed other = harbour.lend(switched.to())) {
            return use.with(other.ports().repository(switched.as()));
        }
    }

    /** What is known of the collection that is in another's place. */
    <T> T shown(Switched switched, Function<DocumentRepository, T> use) {
        try (Berthed other = harbour.lend(switched.to())) {
            return use.apply(other.ports().repository(switched.as()));
        }
    }

    /** Something done with records. */
    @FunctionalInterface
    interface Use<T> {
        T with(DocumentRepository records) throws InterruptedException;
    }
}
