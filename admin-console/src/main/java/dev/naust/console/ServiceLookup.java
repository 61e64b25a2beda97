package dev.naust.console;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import org.slf4j.LoggerFactory;

/**
 * Where Jetty and Javalin look up services: in this bundle, and for the logging, which all bundles share, in the place that it
 * comes from. Without that Javalin finds no logging and says so at every start, though there is one.
 */
final class ServiceLookup extends ClassLoader {
    private static final String LOGGING = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

    private final ClassLoader logging = LoggerFactory.class.getClassLoader();

    /** A lookup for the threads of this bundle. */
    ServiceLookup() {
        super(ServiceLookup.class.getClassLoader());
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return name.equals(LOGGING) ? logging.getResources(name) : Collections.emptyEnumeration();
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        return logging.loadClass(name);
    }
}
