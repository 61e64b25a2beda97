package dev.naust.cli;

import dev.naust.api.service.RunProgress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows a run's progress: on a terminal one line that is redrawn, elsewhere a plain line for every stage and every few
 * seconds. A thread of its own draws, so that the copy never waits for a terminal.
 */
final class ProgressPrinter implements RunProgress, AutoCloseable {
    private static final long REDRAW_MILLIS = 100;
    private static final long PLAIN_LINE_MILLIS = 3_000;
    private static final int BAR = 28;

    private final Terminal terminal;
    private final Thread drawer;
    private final AtomicLong done = new AtomicLong();
    private volatile long total = -1;
    private volatile String stage = "Starting";
    private volatile long countingSince = System.nanoTime();

    ProgressPrinter(Terminal terminal) {
        this.terminal = terminal;
        this.drawer = new Thread(this::draw, "naust-progress");
        drawer.setDaemon(true);
        drawer.start();
    }

    @Override
    public String id() {
        return "command";
    }

    @Override
    public void stage(String name) {
        stage = name;
        if (!terminal.interactive()) {
            terminal.err().println(name + counted());
        }
    }

    @Override
    public void total(long records) {
        total = records;
        countingSince = System.nanoTime();
    }

    @Override
    public void advance(long records) {
        done.addAndGet(records);
    }

    @Override
    public void warn(String message) {
        say("Warning: " + message);
    }

    @Override
    public void error(String message) {
        say("Error: " + message);
    }

    private void say(String line) {
        synchronized (terminal) {
            clear();
            terminal.err().println(line);
        }
    }

    private void draw() {
        long pause = terminal.interactive() ? REDRAW_MILLIS : PLAIN_LINE_MILLIS;
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(pause);
                synchronized (terminal) {
                    if (terminal.interactive()) {
                        terminal.err().print("\r\u001b[2K" + fitted(bar()));
                        terminal.err().flush();
                    } else if (total >= 0) {
                        terminal.err().println(stage + counted());
                    }
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private String fitted(String line) {
        return line.length() <= terminal.columns() - 1 ? line : line.substring(0, terminal.columns() - 1);
    }

    private String bar() {
        if (total <= 0) {
            return stage + " …";
        }
        double part = Math.min(1.0, done.get() / (double) total);
        int full = (int) Math.round(part * BAR);
        return String.format(
                Locale.ROOT,
                "%s%s %3.0f%%  %s%s",
                "█".repeat(full),
                "░".repeat(BAR - full),
                part * 100,
                stage,
                counted());
    }

    private String counted() {
        long records = done.get();
        if (total < 0) {
            return "";
        }
        double seconds = (System.nanoTime() - countingSince) / 1e9;
        double rate = seconds > 0.2 ? records / seconds : 0;
        String text = String.format(Locale.ROOT, "  %,d of %,d records", records, total);
        if (rate > 0 && records < total) {
            text += String.format(Locale.ROOT, "  %,.0f/s  %s left", rate, Format.duration((total - records) / rate));
        }
        return text;
    }

    private void clear() {
        if (terminal.interactive()) {
            terminal.err().print("\r\u001b[2K");
        }
    }

    /** Stops drawing and leaves the line empty. */
    @Override
    public void close() {
        drawer.interrupt();
        synchronized (terminal) {
            clear();
            terminal.err().flush();
        }
    }
}
