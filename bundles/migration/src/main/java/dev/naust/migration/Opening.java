package dev.naust.migration;

import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A store that is opened on a thread of its own while its borrower does something else. Whoever asks for it waits, and is told
 * why it cannot be opened. Safe for use by several threads.
 */
final class Opening implements StoreLease {
    private final FutureTask<StoreLease> task;
    private final Thread thread;

    private Opening(FutureTask<StoreLease> task) {
        this.task = task;
        this.thread = new Thread(task, "naust-migrate-opening");
        thread.setDaemon(true);
    }

    /** Begins to borrow what a request names. */
    static Opening of(StoreRegistry stores, Endpoint endpoint) {
        Opening opening = new Opening(new FutureTask<>(() -> Leases.borrow(stores, endpoint)));
        opening.thread.start();
        return opening;
    }

    @Override
    public Store store() {
        return lease().store();
    }

    @Override
    public String name() {
        return lease().name();
    }

    @Override
    public String type() {
        return lease().type();
    }

    /** The lease once it is there; an interrupt ends the opening, which has its own words for that. */
    private StoreLease lease() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                } catch (ExecutionException e) {
                    throw thrown(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }

    /** Gives the store back, or gives its opening up and waits until that has an end. */
    @Override
    public void close() {
        if (!task.isDone()) {
            thread.interrupt();
        }
        StoreLease opened;
        try {
            opened = lease();
        } catch (RuntimeException | Error unopened) {
            // Who needed it has been told; who did not, does not want to know.
            return;
        }
        opened.close();
    }
}
