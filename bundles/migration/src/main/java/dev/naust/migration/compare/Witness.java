package dev.naust.migration.compare;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Audit;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.Runs;
import dev.naust.api.store.StoreException;
import dev.naust.json.SealedJson;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the SHA-256 of every report of a migration, a comparison or a repair into the audit log once its run is over. */
@Component(service = {})
public final class Witness {
    private static final Logger LOG = LoggerFactory.getLogger(Witness.class);
    private static final Set<String> KINDS = Set.of("migration", Comparisons.COMPARISON, Comparisons.REPAIR);

    private final Runs runs;
    private final Audit audit;
    private final ExecutorService writer;
    private final Runs.Subscription subscription;

    @Activate
    public Witness(@Reference Runs runs, @Reference Audit audit) {
        this.runs = runs;
        this.audit = audit;
        this.writer = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "naust-witness");
            thread.setDaemon(true);
            return thread;
        });
        this.subscription = runs.subscribe(Optional.empty(), this::hear);
    }

    /** Ends the listening; what was heard already is still written. */
    @Deactivate
    public void stop() {
        subscription.close();
        writer.shutdown();
    }

    private void hear(RunEvent event) {
        if (event.isLast() && KINDS.contains(event.run().kind())) {
            writer.execute(() -> note(event.run()));
        }
    }

    private void note(Run run) {
        try {
            runs.report(run.id()).ifPresent(report -> {
                String sha256 = SealedJson.of(report).sha256();
                audit.append(new Audit.Event(
                        "system",
                        run.kind() + ".report",
                        "run/" + run.id(),
                        run.state().name().toLowerCase(Locale.ROOT),
                        Document.of(Map.of("sha256", Value.text(sha256)))));
            });
        } catch (StoreException failure) {
            LOG.warn("The hash of the report of {} {} is not in the audit log", run.kind(), run.id(), failure);
        }
    }
}
