package dev.naust.registry.provider;

import dev.naust.api.store.ProviderHook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the initialisation hooks over a provider that has come, each within a time limit and whatever became of those before it.
 * Thread-safe.
 */
final class HookRunner {
    private static final Logger LOG = LoggerFactory.getLogger(HookRunner.class);

    private final ExecutorService workers;
    private final Duration limit;
    /** In the order in which they run: the highest ranking first, of equals the oldest service. */
    private final Map<ServiceReference<ProviderHook>, Hook> hooks =
            new ConcurrentSkipListMap<>((one, other) -> other.compareTo(one));

    HookRunner(ExecutorService workers, Duration limit) {
        this.workers = workers;
        this.limit = limit;
    }

    /** @param stuck the runs that outlasted their limit, until they end after all */
    private record Hook(ProviderHook service, String name, Queue<CountDownLatch> stuck) {
        boolean hangs() {
            stuck.removeIf(end -> end.getCount() == 0);
            return !stuck.isEmpty();
        }
    }

    void add(ServiceReference<ProviderHook> reference, ProviderHook service) {
        hooks.put(reference, new Hook(service, name(reference, service), new ConcurrentLinkedQueue<>()));
    }

    void remove(ServiceReference<ProviderHook> reference) {
        hooks.remove(reference);
    }

    boolean isEmpty() {
        return hooks.isEmpty();
    }

    /** Runs all hooks; answers with what went wrong, one sentence for each hook that failed. */
    List<String> run(Provider provider) {
        List<String> failures = new ArrayList<>();
        for (Hook hook : hooks.values()) {
            String failure = run(hook, provider);
            if (!failure.isEmpty()) {
                LOG.warn("Provider {}: {}", provider.id(), failure);
                failures.add(failure);
            }
        }
        return failures;
    }

    private String run(Hook hook, Provider provider) {
        if (hook.hangs()) {
            return "Hook " + hook.name() + " still hangs on an earlier provider and was not asked";
        }
        CountDownLatch end = new CountDownLatch(1);
        Future<?> run = workers.submit(() -> {
            try {
                hook.service()
                        .onRegistration(
                                provider.service(), provider.origin().version().toString());
                return hook;
            } finally {
                end.countDown();
            }
        });
        try {
            run.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return "";
        } catch (ExecutionException e) {
            return "Hook " + hook.name() + " failed with " + firstLine(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            hook.stuck().add(end);
            run.cancel(true);
            return "Hook " + hook.name() + " did not end within " + limit.toSeconds() + " seconds";
        } catch (InterruptedException e) {
            run.cancel(true);
            Thread.currentThread().interrupt();
            return "Hook " + hook.name() + " was interrupted, because the server stops";
        }
    }

    private static String name(ServiceReference<ProviderHook> reference, ProviderHook service) {
        var bundle = reference.getBundle();
        String type = service.getClass().getSimpleName();
        return bundle == null ? type : type + " of bundle " + bundle.getSymbolicName();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
