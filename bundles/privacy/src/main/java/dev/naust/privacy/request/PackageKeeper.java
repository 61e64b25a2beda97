package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.service.Audit;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServerState;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.map.MapService;
import dev.naust.privacy.pack.PackageFiles;
import dev.naust.privacy.request.RequestRecords.Held;
import dev.naust.privacy.secret.Seal;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes packages whose time is over, whether or not anybody looks: soon after the server has started, and then every few
 * minutes. Each removal is in the request's history and in the audit log. Safe for use by several threads.
 */
@Component(
        service = {},
        immediate = true)
public final class PackageKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(PackageKeeper.class);
    private static final int FIRST_SECONDS = 5;
    private static final int PACE_SECONDS = 300;
    /** What one look removes at most; the next one goes on. */
    private static final int AT_ONCE = 1_000;

    private final PackageFiles files;
    private final RequestRecords requests;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "naust-privacy-packages");
        thread.setDaemon(true);
        return thread;
    });

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Audit audit;

    @Activate
    public PackageKeeper(BundleContext bundle, @Reference ServerState state, @Reference ServerKeys keys) {
        this(MapService.home(bundle), state, keys, null, Clock.systemUTC());
        thread.scheduleWithFixedDelay(this::tick, FIRST_SECONDS, PACE_SECONDS, TimeUnit.SECONDS);
    }

    /** One that looks only when it is told to. */
    public PackageKeeper(Path home, ServerState state, ServerKeys keys, @Nullable Audit audit, Clock clock) {
        this.files = new PackageFiles(home);
        this.requests = new RequestRecords(state, new Seal(keys));
        this.audit = audit;
        this.clock = clock;
    }

    @Deactivate
    void stop() {
        thread.shutdownNow();
    }

    /** A look that fails must not be the last. */
    private void tick() {
        try {
            look();
        } catch (StoreException | UncheckedIOException e) {
            LOG.warn("Packages whose time is over could not all be removed; the next look is in {} s", PACE_SECONDS, e);
        } catch (RuntimeException e) {
            LOG.error("Packages whose time is over could not be looked at", e);
        }
    }

    /** Removes what is too old now. */
    public void look() {
        Instant now = clock.instant();
        for (PackageFiles.Kept kept : files.kept(AT_ONCE)) {
            Optional<Held> held = requests.find(kept.request());
            Instant until = held.map(Held::request)
                    .flatMap(PrivacyRequest::packageUntil)
                    .orElse(kept.since().plus(Packing.LIFETIME));
            if (until.isBefore(now)) {
                files.remove(kept.request());
                held.ifPresent(known -> note(known.request(), now));
                LOG.info("The package of request {} was removed: its time was over", kept.request());
                log(kept.request());
            }
        }
        files.discard(now.minus(Packing.LIFETIME), AT_ONCE);
    }

    private void note(PrivacyRequest request, Instant now) {
        requests.change(
                request.id(),
                held -> held.with(new Edit(held.request())
                        .note(now, "system", "the package was removed: its time was over")
                        .done()));
    }

    private void log(String request) {
        Audit present = audit;
        if (present != null) {
            present.append(new Audit.Event(
                    "system", "privacy.package.remove", "/privacy/requests/" + request, "ok", Document.empty()));
        }
    }
}
