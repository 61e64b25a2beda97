package dev.naust.registry.store;

import dev.naust.api.service.CreationFailedException;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.store.StoreException;
import dev.naust.registry.provider.Provider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens a store with a provider and checks it, with a limit of time, before anybody is given it. Thread-safe. */
final class CheckedOpener {
    private static final Duration CHECK = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Opener opener;
    private final ExecutorService workers;

    CheckedOpener(Opener opener, ExecutorService workers) {
        this.opener = opener;
        this.workers = workers;
    }

    /**
     * A store that has passed its check.
     *
     * @return empty when the provider went meanwhile
     * @throws StoreException when it did not open in time, or did not pass; nothing is left open then
     */
    Optional<SharedStore> open(StoreDefinition definition, String revision, Provider provider) {
        CompletableFuture<Optional<SharedStore>> outcome = new CompletableFuture<>();
        Future<?> attempt = workers.submit(() -> {
            try {
                Optional<SharedStore> opened = opener.open(definition, revision, provider);
                opened.ifPresent(CheckedOpener::check);
                if (!outcome.complete(opened)) {
                    // It came too late: nobody waits for it any more.
                    opened.ifPresent(SharedStore::closeNow);
                }
            } catch (RuntimeException | Error e) {
                outcome.completeExceptionally(e);
            }
        });
        try {
            return outcome.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException known
                    ? known
                    : unfinished(definition, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            return given(
                    outcome,
                    attempt,
                    unfinished(definition, "it did not open within " + LIMIT.toSeconds() + " seconds"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return given(outcome, attempt, unfinished(definition, "the server stops"));
        }
    }

    /** Proves that a store answers. */
    static void check(SharedStore shared) {
        try {
            shared.check(CHECK);
        } catch (StoreException e) {
            shared.closeNow();
            throw new CreationFailedException(String.valueOf(e.getMessage()), e.code(), e);
        } catch (RuntimeException | Error e) {
            shared.closeNow();
            throw new CreationFailedException(
                    "Store " + shared.name() + " failed its check with "
                            + e.getClass().getName() + ".",
                    RegistryErrorCode.PROVIDER_BROKEN,
                    null);
        }
    }

    private static Optional<SharedStore> given(
            CompletableFuture<Optional<SharedStore>> outcome, Future<?> attempt, StoreException late) {
        if (outcome.completeExceptionally(late)) {
            attempt.cancel(true);
            throw late;
        }
        return outcome.join();
    }

    private static StoreException unfinished(StoreDefinition definition, String reason) {
        return new CreationFailedException(
                "Store " + definition.id() + " could not be tried: " + reason + ".",
                RegistryErrorCode.PROVIDER_BROKEN,
                null);
    }
}
