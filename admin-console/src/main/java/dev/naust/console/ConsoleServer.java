package dev.naust.console;

import dev.naust.console.web.Services;
import java.net.URI;
import java.time.Clock;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console's life: it serves while this component is active and leaves nothing behind. Its address is registered as a
 * {@link URI} service with the property {@code naust.ready}.
 */
@Component(service = {})
public final class ConsoleServer {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);

    private final Routes routes;
    private final WebServer server;
    private final ServiceRegistration<URI> ready;

    @Activate
    public ConsoleServer(BundleContext context, @Reference Services services) {
        ConsoleSettings settings = ConsoleSettings.from(context::getProperty);
        routes = new Routes(services, settings, Clock.systemUTC());
        server = start(settings, routes);
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("naust.ready", true);
        ready = context.registerService(URI.class, server.address(), properties);
        LOG.info("The console listens at {}", server.address());
    }

    @Deactivate
    void stop() {
        ready.unregister();
        // Answers that last end first, so that the server does not wait for them.
        routes.close();
        server.close();
    }

    private static WebServer start(ConsoleSettings settings, Routes routes) {
        try {
            return WebServer.start(settings, routes);
        } catch (RuntimeException e) {
            routes.close();
            LOG.error(e.getMessage());
            throw e;
        }
    }
}
