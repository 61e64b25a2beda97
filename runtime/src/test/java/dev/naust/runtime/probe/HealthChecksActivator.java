package dev.naust.runtime.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.HealthCheck;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** A stranger that knows Felix Health Checks and nothing of Naust: what they answer is in a file of the home's data. */
public final class HealthChecksActivator implements BundleActivator {
    private static final int EVERY_MILLIS = 200;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    @Override
    public void start(BundleContext context) {
        thread.scheduleWithFixedDelay(() -> write(context), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void write(BundleContext context) {
        try {
            Collection<ServiceReference<HealthCheck>> found =
                    context.getServiceReferences(HealthCheck.class, "(hc.tags=naust)");
            Path data = Path.of(context.getProperty("naust.home"), "data");
            Path part = Files.writeString(
                    data.resolve("health-checks.part"),
                    found.stream().map(each -> line(context, each)).sorted().collect(Collectors.joining("\n")));
            Files.move(part, data.resolve("health-checks"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String line(BundleContext context, ServiceReference<HealthCheck> reference) {
        HealthCheck check = context.getService(reference);
        return check == null
                ? "gone"
                : reference.getProperty(HealthCheck.NAME) + ": "
                        + check.execute().getStatus();
    }

    @Override
    public void stop(BundleContext context) {
        thread.shutdownNow();
    }
}
