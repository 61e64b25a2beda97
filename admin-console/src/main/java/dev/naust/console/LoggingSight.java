package dev.naust.console;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import org.slf4j.LoggerFactory;

/**
 * A bundle's class loader that also sees the logging library's provider. Javalin looks for it among its own classes, does not
 * find it there because logging belongs to the launcher, and then tells every operator to add one.
 */
final class LoggingSight extends ClassLoader {
    private static final String PROVIDER = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

    private final ClassLoader logging = LoggerFactory.class.getClassLoader();

    LoggingSight(ClassLoader bundle) {
        super(bundle);
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return name.equals(PROVIDER) ? logging.getResources(name) : super.findResources(name);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        return logging.loadClass(name);
    }
}
