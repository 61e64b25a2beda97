package dev.naust.control.state;

import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the store of the server's state as soon as its provider is there, closes it before the provider goes, and opens it
 * again with the next one. The services on top of it start when it is open for the first time and then stay.
 */
@Component(immediate = true, service = ServerState.class)
public final class StateOpener implements ServerState {
    private static final Logger LOG = LoggerFactory.getLogger(StateOpener.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);
    private static final String STORE_ID = "naust-control";

    private final ScheduledExecutorService opener = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "naust-control-opener");
        thread.setDaemon(true);
        return thread;
    });
    private final List<StoreProvider> providers = new ArrayList<>();
    private final ControlSettings settings;
    private final Storage storage;
    private final StateForm form;
    private final StateHolder holder;
    private final Runnable whenFirstOpen;
    private Optional<StoreProvider> used = Optional.empty();
    private String lastProblem = "";
    private boolean announced;

    @Activate
    public StateOpener(ComponentContext component, BundleContext bundle, @Reference Storage storage) {
        this(
                settings(bundle),
                storage,
                new StateForm(bundle.getBundle().getVersion()),
                PATIENCE,
                () -> component.enableComponent(null));
    }

    StateOpener(ControlSettings settings, Storage storage, StateForm form, Duration patience, Runnable whenFirstOpen) {
        this.settings = settings;
        this.storage = storage;
        this.form = form;
        this.holder = new StateHolder(storage, settings.type(), settings.describe(), patience);
        this.whenFirstOpen = whenFirstOpen;
    }

    @Override
    public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
        return holder.use(work);
    }

    @Override
    public List<String> scrub() throws InterruptedException {
        return holder.scrub();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindProvider(StoreProvider provider) {
        opener.execute(() -> arrived(provider));
    }

    @Override
    public boolean isShared() {
        return settings.shared();
    }

    /** Returns when nothing of the provider is in use any more, because its bundle stops right after this. */
    void unbindProvider(StoreProvider provider) {
        await(() -> gone(provider));
    }

    @Deactivate
    void stop() {
        await(holder::shutDown);
        opener.shutdownNow();
    }

    private void await(Runnable step) {
        try {
            opener.submit(step).get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            LOG.debug("The opener has ended already", e);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The store of the server's own state ({}) could not be closed in order", settings.describe(), e);
        }
    }

    // Everything below runs on the opener's one thread, so that opening and closing never cross.

    private void arrived(StoreProvider provider) {
        if (settings.type().equals(provider.id())) {
            providers.add(provider);
            open();
        }
    }

    private void gone(StoreProvider provider) {
        providers.remove(provider);
        if (used.filter(provider::equals).isPresent()) {
            used = Optional.empty();
            LOG.info("The server's own state in {} is closed, because its provider goes", settings.describe());
            holder.release(
                    "the provider \"" + settings.type() + "\" was taken away; put its jar into the plugins folder");
            open();
        }
    }

    private void open() {
        if (holder.isOpen() || providers.isEmpty()) {
            return;
        }
        StoreProvider provider = providers.get(providers.size() - 1);
        try {
            prepareFile();
            holder.open(known(checked(provider.open(StoreConfig.of(STORE_ID, settings.connection(provider))))));
            used = Optional.of(provider);
            opened();
        } catch (StoreException e) {
            failed(e.getMessage(), e);
        } catch (IOException e) {
            failed("its file cannot be made: " + e.getMessage(), e);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("The provider \"{}\" failed while opening the server's own state", settings.type(), e);
            failed("the provider \"" + settings.type() + "\" failed; the log has the details", e);
        }
    }

    /** A store may look at its file or server only when it is first used; what is wrong should show here. */
    private static Store checked(Store store) {
        try {
            store.check(CHECK_LIMIT);
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private Store known(Store store) {
        try {
            form.check(storage.over(store));
            return store;
        } catch (InterruptedException e) {
            store.close();
            Thread.currentThread().interrupt();
            throw new StoreException(ServiceError.CONTROL_UNAVAILABLE, "the server is stopping", e);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private void opened() {
        LOG.info("The server's own state is in {}", settings.describe());
        lastProblem = "";
        if (!announced) {
            announced = true;
            whenFirstOpen.run();
        }
    }

    private void failed(String problem, Throwable cause) {
        if (!problem.equals(lastProblem)) {
            LOG.error("The server's own state ({}) cannot be opened: {}", settings.describe(), problem);
            LOG.debug("The server's own state cannot be opened", cause);
        }
        lastProblem = problem;
        holder.failed(problem);
        opener.schedule(this::open, RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Makes the file before the provider does, readable by the server's user alone. */
    private void prepareFile() throws IOException {
        if (settings.file().isEmpty() || Files.exists(settings.file().get())) {
            return;
        }
        Path file = settings.file().get();
        Files.createDirectories(file.getParent());
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    private static ControlSettings settings(BundleContext bundle) {
        String home = bundle.getProperty("naust.home");
        try {
            return ControlSettings.from(System.getenv(), Path.of(home == null ? "" : home));
        } catch (StoreException e) {
            LOG.error("The server cannot keep its own state: {}", e.getMessage());
            throw e;
        }
    }
}
