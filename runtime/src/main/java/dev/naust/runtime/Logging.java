package dev.naust.runtime;

import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The one logging set-up: SLF4J for everybody, java.util.logging led into it, Logback behind it. */
final class Logging {
    private Logging() {}

    /** Structured lines in a rotating file, readable ones on the console. */
    static void forServer(Path folder) {
        System.setProperty("naust.logs", folder.toString());
        begin("logback-server.xml");
    }

    /** Warnings only, on the error stream: the output belongs to the command. */
    static void forCommand() {
        begin("logback-command.xml");
    }

    private static void begin(String defaults) {
        // Logback reads it when the first logger is made; an operator's own file wins.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", defaults);
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
