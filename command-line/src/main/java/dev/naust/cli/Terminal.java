package dev.naust.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes.
 *
 * @param out results, which scripts may read
 * @param err progress and failures
 * @param interactive whether a person watches {@code err} on a terminal that can redraw a line
 * @param columns the terminal's width
 */
public record Terminal(PrintStream out, PrintStream err, boolean interactive, int columns) {
    private static final int USUAL_WIDTH = 100;

    /** The process's own streams, in UTF-8; {@code bin/naust} says in {@code naust.terminal} whether they are a terminal. */
    public static Terminal ofProcess() {
        return new Terminal(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Boolean.getBoolean("naust.terminal"),
                width(System.getenv("COLUMNS")));
    }

    private static int width(String columns) {
        return columns != null && columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }
}
