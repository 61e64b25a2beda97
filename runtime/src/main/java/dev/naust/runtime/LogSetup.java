package dev.naust.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import org.slf4j.Marker;

/**
 * What Logback asks when the first logger is made. Reading the same from a file takes ten times as long, which every command
 * would wait for; an operator's own file wins.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    /** Where Logback is told of an operator's own file. */
    static final String OWN_FILE = "logback.configurationFile";

    /** The folder of the server's log; a command has none. */
    static final String FOLDER = "naust.logs";

    private static final String CONSOLE_LEVEL = "naust.console.level";
    private static final FileSize LARGEST = new FileSize(10 * FileSize.MB_COEFFICIENT);
    private static final FileSize MOST = new FileSize(200 * FileSize.MB_COEFFICIENT);
    private static final int DAYS = 30;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(OWN_FILE) != null) {
            context.addTurboFilter(new WireSilence());
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        String folder = System.getProperty(FOLDER);
        if (folder == null) {
            root.addAppender(console(context, "%-5level %msg%n%nopex", Level.WARN));
        } else {
            ConsoleAppender<ILoggingEvent> console = console(
                    context,
                    "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n%nopex",
                    Level.toLevel(System.getProperty(CONSOLE_LEVEL), Level.INFO));
            root.addAppender(console);
            root.addAppender(file(context, folder));
            context.getLogger("dev.naust").setLevel(Level.INFO);
            // It says a code that opens the door: to whoever sits before the terminal, and to no file.
            Logger first = context.getLogger("dev.naust.console.FirstSignIn");
            first.setLevel(Level.INFO);
            first.setAdditive(false);
            first.addAppender(console);
            // It warns of events that its own stop cuts off.
            context.getLogger("org.apache.felix.eventadmin").setLevel(Level.ERROR);
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Keeps out what Jetty logs below INFO, whatever an operator's own file asks for: there it writes down the headers and bodies
     * of requests as they came, with passwords and tokens in them.
     */
    private static final class WireSilence extends TurboFilter {
        private static final String JETTY = "org.eclipse.jetty.";

        @Override
        public FilterReply decide(
                Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
            return level.levelInt < Level.INFO_INT && logger.getName().startsWith(JETTY)
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }
    }

    /** On the error stream: the output belongs to the command. */
    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, String pattern, Level least) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        ThresholdFilter filter = new ThresholdFilter();
        filter.setContext(context);
        filter.setLevel(least.levelStr);
        filter.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.addFilter(filter);
        console.setEncoder(encoder);
        console.start();
        return console;
    }

    /** Structured lines. The process ends through its own shutdown sequence, which writes to it until the last moment. */
    private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, String folder) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setName("file");
        file.setFile(folder + "/naust.log");
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(folder + "/naust.%d{yyyy-MM-dd}.%i.log");
        rolling.setMaxFileSize(LARGEST);
        rolling.setMaxHistory(DAYS);
        rolling.setTotalSizeCap(MOST);
        rolling.start();
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        file.setRollingPolicy(rolling);
        file.setEncoder(encoder);
        file.start();
        return file;
    }
}
