package dev.naust.registry.store;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.registry.provider.Provider;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks providers to open stores, each time on a thread of its own and with a limit. One that hangs is not asked again for the same
 * store before it has come back, so that its threads do not pile up. Thread-safe.
 */
final class Openings {
    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);

    private final Duration limit;
    private final Map<Question, CompletableFuture<Store>> stuck = new ConcurrentHashMap<>();

    Openings(Duration limit) {
        this.limit = limit;
    }

    /** Which provider was asked for which store. */
    private record Question(Provider provider, String name) {}

    /**
     * Opens a store.
     *
     * @param name the store's, for messages
     * @throws StoreException when the provider throws it, or does not answer within the limit
     * @throws Error when the provider throws one; it is the provider's only
     */
    Store open(String name, Provider provider, StoreConfig config) {
        Question question = new Question(provider, name);
        if (stuck.containsKey(question)) {
            throw silent(question, "still hangs opening it since an earlier attempt");
        }
        CompletableFuture<Store> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> ask(provider, config, answer), "naust-store-opening-" + config.storeId());
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } catch (TimeoutException e) {
            giveUp(question, thread, answer);
            throw silent(question, "did not open it within " + limit.toSeconds() + " seconds");
        } catch (InterruptedException e) {
            giveUp(question, thread, answer);
            Thread.currentThread().interrupt();
            throw new StoreException(ServiceError.STORE_UNAVAILABLE, name + ": opening it was cancelled.", e);
        }
    }

    private static void ask(Provider provider, StoreConfig config, CompletableFuture<Store> answer) {
        try {
            answer.complete(provider.service().open(config));
        } catch (Throwable e) {
            // An error of a plugin's is the plugin's failure, and ends nothing but its own attempt.
            answer.completeExceptionally(e);
        }
    }

    private void giveUp(Question question, Thread thread, CompletableFuture<Store> answer) {
        stuck.put(question, answer);
        thread.interrupt();
        answer.whenComplete((store, failure) -> {
            stuck.remove(question, answer);
            if (store != null) {
                close(question.name(), store);
            }
        });
    }

    private static void close(String name, Store store) {
        try {
            store.close();
        } catch (RuntimeException | Error e) {
            LOG.warn("{} was opened too late and did not close cleanly: {}", name, e.toString());
        }
    }

    private static RuntimeException thrown(Throwable failure) {
        if (failure instanceof RuntimeException known) {
            return known;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(failure);
    }

    private static StoreException silent(Question question, String what) {
        return new StoreException(
                ServiceError.STORE_UNAVAILABLE,
                question.name() + " is unavailable: its provider "
                        + question.provider().id() + " " + what
                        + ". Check whether what it connects to answers; if the provider hangs by itself, use another"
                        + " version of bundle " + question.provider().origin().name() + ".");
    }
}
