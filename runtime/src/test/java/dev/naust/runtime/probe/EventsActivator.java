package dev.naust.runtime.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.stream.Collectors;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** A stranger that knows EventAdmin and nothing of Naust: what it was told is in a file of the home's data, a line for each event. */
public final class EventsActivator implements BundleActivator, EventHandler {
    private volatile Path file = Path.of("");

    @Override
    public void start(BundleContext context) throws IOException {
        file = Path.of(context.getProperty("naust.home"), "data", "events-seen");
        Dictionary<String, Object> topics = new Hashtable<>();
        topics.put(EventConstants.EVENT_TOPIC, new String[] {"dev/naust/*"});
        context.registerService(EventHandler.class, this, topics);
        Files.writeString(file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public synchronized void handleEvent(Event event) {
        String line = event.getTopic() + " "
                + Arrays.stream(event.getPropertyNames())
                        .filter(name -> !name.equals(EventConstants.EVENT_TOPIC))
                        .sorted()
                        .map(name -> name + "=" + event.getProperty(name))
                        .collect(Collectors.joining(" "));
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the service back.
    }
}
