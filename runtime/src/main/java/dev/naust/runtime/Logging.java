package dev.naust.runtime;

import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The one logging set-up: SLF4J for everybody, java.util.logging led into it, Logback behind it ({@link LogSetup}). */
final class Logging {
    private Logging() {}

    /** Structured lines in a rotating file, readable ones on the console. */
    static void forServer(Path folder) {
        System.setProperty(LogSetup.FOLDER, folder.toString());
        begin();
    }

    /** Warnings only, on the error stream: the output belongs to the command. */
    static void forCommand() {
        begin();
    }

    private static void begin() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
