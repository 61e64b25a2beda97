package dev.naust.runtime.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Shows that its bundle runs: a file lies in the home's data as long as it does. */
public final class WritingActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) throws IOException {
        Files.writeString(file(context), context.getBundle().getVersion().toString());
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        Files.deleteIfExists(file(context));
    }

    private static Path file(BundleContext context) {
        return Path.of(context.getProperty("naust.home"), "data", "probe");
    }
}
