package dev.naust.console;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.net.URI;
import java.util.Hashtable;
import java.util.Optional;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web server's life: it listens while this component is active, and leaves nothing behind. */
@Component(service = {})
public final class ConsoleServer {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);

    private final Javalin server;
    private final ServiceRegistration<URI> ready;

    @Activate
    public ConsoleServer(BundleContext context) {
        String host = Optional.ofNullable(context.getProperty("naust.host")).orElse("127.0.0.1");
        int port = Integer.parseInt(
                Optional.ofNullable(context.getProperty("naust.port")).orElse("7070"));
        server = start(host, port);
        URI address = URI.create("http://" + host + ":" + server.port());
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("naust.ready", true);
        ready = context.registerService(URI.class, address, properties);
        LOG.info("Listening at {}", address);
    }

    private static Javalin start(String host, int port) {
        ClassLoader bundle = ConsoleServer.class.getClassLoader();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Jetty and Javalin look up services through the context class loader, which request threads inherit.
        thread.setContextClassLoader(bundle);
        try {
            return Javalin.create(config -> configure(config, bundle)).start(host, port);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void configure(JavalinConfig config, ClassLoader bundle) {
        QueuedThreadPool threads = new QueuedThreadPool(16, 2, 30_000);
        threads.setName("console");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        new Routes(new StaticFiles(bundle)).register(config.routes);
    }

    @Deactivate
    void stop() {
        ready.unregister();
        server.stop();
    }
}
