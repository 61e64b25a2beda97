package dev.naust.control.audit;

import dev.naust.api.model.Document;
import dev.naust.api.service.Audit;
import dev.naust.api.service.Audit.Event;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.store.StoreException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes in the audit log how each run ended; that somebody asked for it was noted when they did. */
@Component(
        immediate = true,
        service = {})
public final class RunAuditor {
    private static final Logger LOG = LoggerFactory.getLogger(RunAuditor.class);
    private static final int LAST_WORDS_SECONDS = 3;

    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "naust-run-auditor");
        thread.setDaemon(true);
        return thread;
    });
    private final Audit audit;
    private final Runs.Subscription subscription;

    @Activate
    public RunAuditor(@Reference Audit audit, @Reference Runs runs) {
        this.audit = audit;
        this.subscription = runs.subscribe(Optional.empty(), event -> {
            if (event.isLast()) {
                later(event.run());
            }
        });
    }

    private void later(Run run) {
        try {
            writer.execute(() -> note(run));
        } catch (RejectedExecutionException e) {
            LOG.debug("The server is stopping; the end of run {} is not noted", run.id(), e);
        }
    }

    private void note(Run run) {
        String outcome = run.state().name().toLowerCase(Locale.ROOT);
        try {
            audit.append(new Event("system", "run." + run.kind(), "run/" + run.id(), outcome, Document.empty()));
        } catch (StoreException e) {
            LOG.warn("The end of run {} ({}) is not in the audit log: {}", run.id(), outcome, e.getMessage());
        }
    }

    @Deactivate
    void stop() {
        subscription.close();
        writer.shutdown();
        try {
            writer.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.shutdownNow();
    }
}
