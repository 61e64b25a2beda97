package dev.naust.storage;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Category;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.Transactions.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A store that several threads use: changes take turns, and each is a transaction where the store has them.
 *
 * <p>The lock comes before the store's own locks and never after them, so that the two cannot wait for each other.
 */
final class SharedScope implements Scope {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 5;

    /** A store that itself waits for another program's lock is not waited for as often as one that gives way at once. */
    private static final Duration GIVING_WAY = Duration.ofSeconds(8);

    private final ReentrantLock turn = new ReentrantLock(true);
    private final Store store;

    SharedScope(Store store) {
        this.store = store;
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public boolean lasting() {
        return true;
    }

    @Override
    public <T> T change(Work<T> work) throws InterruptedException {
        return inTurn(() -> {
            Optional<Transactions> transactions = store.transactions();
            return transactions.isPresent()
                    ? patiently(transactions.get(), transactions.get().againstLostChanges(), work)
                    : work.run(store);
        });
    }

    @Override
    public <T> T transaction(Isolation isolation, Work<T> work) throws InterruptedException {
        return inTurn(() -> patiently(
                store.transactions().orElseThrow(() -> unsupported(store, Capability.TRANSACTIONS)), isolation, work));
    }

    @Override
    public <T> T transactionFor(String tenant, Isolation isolation, Work<T> work) throws InterruptedException {
        Transactions transactions = store.transactions()
                .orElseThrow(() -> unsupported(store, Capability.TRANSACTIONS))
                .forTenant(tenant);
        return inTurn(() -> patiently(transactions, isolation, work));
    }

    static StoreException unsupported(Store store, Capability capability) {
        return new StoreException(CommonError.UNSUPPORTED, store.without(capability));
    }

    private <T> T inTurn(Step<T> step) throws InterruptedException {
        if (turn.isHeldByCurrentThread()) {
            throw new StoreException(
                    ServiceError.OPTION_UNSUPPORTED,
                    "A transaction's work used the backend from outside; use the one that the work is given");
        }
        if (!turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new StoreException(
                    ServiceError.STORE_UNAVAILABLE,
                    "The store was busy with other changes for " + PATIENCE.toSeconds() + " seconds; try again later");
        }
        try {
            return step.run();
        } finally {
            turn.unlock();
        }
    }

    private static <T> T patiently(Transactions transactions, Isolation isolation, Work<T> work)
            throws InterruptedException {
        long deadline = System.nanoTime() + GIVING_WAY.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return transactions.inTransaction(isolation, work);
            } catch (StoreException e) {
                if (attempt == ATTEMPTS || !gaveWay(e) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Thread.sleep(ThreadLocalRandom.current().nextLong(10L << attempt));
            }
        }
    }

    /** Whether the store itself gave way; a conflict that these ports report is an answer, and trying again repeats it. */
    private static boolean gaveWay(StoreException e) {
        return e.category() == Category.CONFLICT && !(e.code() instanceof ServiceError);
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws InterruptedException;
    }
}
