package dev.naust.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerConsumer;
import org.osgi.service.log.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The OSGi log service on top of the common log. The compendium bundles (components, configuration, folder watching) write
 * to it, and would write to the console if it were not there.
 */
final class ServiceLog implements LogService {

    /** Offers the service to all bundles. */
    static void register(BundleContext context) {
        String[] names = {LogService.class.getName(), LoggerFactory.class.getName()};
        context.registerService(names, new PerBundle(), null);
    }

    private final org.slf4j.Logger log;

    private ServiceLog(String bundle) {
        this.log = org.slf4j.LoggerFactory.getLogger(bundle);
    }

    /** Each bundle's lines carry its name. */
    private static final class PerBundle implements ServiceFactory<Object> {
        @Override
        public Object getService(Bundle bundle, ServiceRegistration<Object> registration) {
            return new ServiceLog(bundle.getSymbolicName());
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<Object> registration, Object service) {
            // A logger holds nothing that would have to be given back.
        }
    }

    @Override
    public Logger getLogger(String name) {
        return logger(name);
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return logger(type.getName());
    }

    @Override
    public <L extends Logger> L getLogger(String name, Class<L> type) {
        return type.cast(logger(name));
    }

    @Override
    public <L extends Logger> L getLogger(Class<?> type, Class<L> loggerType) {
        return loggerType.cast(logger(type.getName()));
    }

    @Override
    public <L extends Logger> L getLogger(Bundle bundle, String name, Class<L> type) {
        return type.cast(logger(name));
    }

    @Override
    @SuppressWarnings("deprecation") // The folder watcher still speaks the old form.
    public void log(int level, String message) {
        write(level, message, null);
    }

    @Override
    @SuppressWarnings("deprecation")
    public void log(int level, String message, @Nullable Throwable thrown) {
        write(level, message, thrown);
    }

    @Override
    @SuppressWarnings({"deprecation", "rawtypes"})
    public void log(@Nullable ServiceReference reference, int level, String message) {
        write(level, message, null);
    }

    @Override
    @SuppressWarnings({"deprecation", "rawtypes"})
    public void log(@Nullable ServiceReference reference, int level, String message, @Nullable Throwable thrown) {
        write(level, message, thrown);
    }

    private void write(int level, String message, @Nullable Throwable thrown) {
        Level[] levels = {Level.ERROR, Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG};
        log.atLevel(level >= 0 && level < levels.length ? levels[level] : Level.DEBUG)
                .setCause(thrown)
                .log("{}", message);
    }

    private static FormatterLogger logger(String name) {
        return (FormatterLogger) Proxy.newProxyInstance(
                ServiceLog.class.getClassLoader(),
                new Class<?>[] {FormatterLogger.class},
                new Forwarder(org.slf4j.LoggerFactory.getLogger(name)));
    }

    /** One handler, because the interface's forty methods differ only in their level and their number of arguments. */
    private record Forwarder(org.slf4j.Logger log) implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            String name = method.getName();
            return switch (name) {
                case "getName", "toString" -> log.getName();
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> arguments != null && proxy == arguments[0];
                case "isTraceEnabled", "isDebugEnabled", "isInfoEnabled", "isWarnEnabled", "isErrorEnabled" ->
                    log.isEnabledForLevel(level(name.substring(2).replace("Enabled", "")));
                default -> {
                    write((Logger) proxy, level(name), arguments == null ? new Object[0] : arguments);
                    yield null;
                }
            };
        }

        private static Level level(String name) {
            return name.equals("audit") ? Level.INFO : Level.valueOf(name.toUpperCase(Locale.ROOT));
        }

        private <E extends Exception> void write(Logger proxy, Level level, Object[] arguments) throws E {
            if (!log.isEnabledForLevel(level)) {
                return;
            }
            if (arguments[0] instanceof LoggerConsumer<?> consumer) {
                accept(consumer, proxy);
            } else if (arguments.length == 2 && arguments[1] instanceof Object[] many) {
                log.atLevel(level).log(String.valueOf(arguments[0]), many);
            } else {
                log.atLevel(level)
                        .log(String.valueOf(arguments[0]), Arrays.copyOfRange(arguments, 1, arguments.length));
            }
        }

        @SuppressWarnings("unchecked")
        private static <E extends Exception> void accept(LoggerConsumer<?> consumer, Logger proxy) throws E {
            ((LoggerConsumer<E>) consumer).accept(proxy);
        }
    }
}
