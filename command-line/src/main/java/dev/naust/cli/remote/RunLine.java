package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.cli.Format;
import dev.naust.cli.Terminal;
import java.util.Locale;
import java.util.Optional;

/**
 * Shows how a server's run stands in one line: on a terminal it is redrawn, elsewhere there is a new one for every stage and every few
 * seconds. For one thread.
 */
final class RunLine implements AutoCloseable {
    private static final long PLAIN_NANOS = 3_000_000_000L;

    private final Terminal terminal;
    private String told = "";
    private long toldAt;

    RunLine(Terminal terminal) {
        this.terminal = terminal;
    }

    void show(Document run) {
        String line = of(run);
        if (terminal.interactive()) {
            String fitted = line.length() < terminal.columns() ? line : line.substring(0, terminal.columns() - 1);
            terminal.err().print("\r\u001b[2K" + fitted);
            terminal.err().flush();
        } else if (!Fields.text(run, "stage").equals(told) || System.nanoTime() - toldAt > PLAIN_NANOS) {
            told = Fields.text(run, "stage");
            toldAt = System.nanoTime();
            terminal.err().println(line);
        }
    }

    /** How a run stands, without a full stop. */
    static String of(Document run) {
        String stage =
                Fields.optional(run, "stage").filter(text -> !text.isEmpty()).orElse(Fields.text(run, "state"));
        Optional<Document> following = object(run, "following");
        return stage + ", " + (following.isPresent() ? count(run) + " copied" + follows(following.get()) : copies(run));
    }

    private static String copies(Document run) {
        Document progress = object(run, "progress").orElse(Document.empty());
        String left = number(progress, "etaSeconds")
                .map(seconds -> ", about " + seconds + " s left")
                .orElse("");
        return number(progress, "total")
                        .map(total -> String.format(
                                Locale.ROOT,
                                "%,d of %,d records",
                                number(progress, "processed").orElse(0L),
                                total))
                        .orElseGet(() -> count(run))
                + (Fields.text(run, "paused").equals("yes") ? "" : left);
    }

    /** There is no time left while it follows: it does so until somebody ends it. */
    private static String follows(Document following) {
        long behind = number(following, "behind").orElse(0L);
        long applied = number(following, "applied").orElse(0L);
        long open = number(following, "openRecords").orElse(0L);
        String waits = behind == 0
                ? ", nothing waits, " + Format.count(applied, "change", "changes") + " carried over"
                : String.format(
                        Locale.ROOT,
                        ", at least %,d changes wait, the oldest for %d s",
                        behind,
                        number(following, "lagSeconds").orElse(0L));
        boolean isMore =
                following.get("isMoreOpen").filter(Value.Bool.TRUE::equals).isPresent();
        return waits
                + (open == 0
                        ? ""
                        : ", " + (isMore ? "more than " : "") + Format.count(open, "record", "records")
                                + " could not be carried over");
    }

    /** How many records are done. */
    static String count(Document run) {
        return Format.count(
                object(run, "progress")
                        .flatMap(each -> number(each, "processed"))
                        .orElse(0L),
                "record",
                "records");
    }

    private static Optional<Document> object(Document run, String name) {
        return run.get(name).filter(Document.class::isInstance).map(Document.class::cast);
    }

    private static Optional<Long> number(Document object, String name) {
        return object.get(name).filter(Value.Int64.class::isInstance).map(value -> ((Value.Int64) value).number());
    }

    /** Leaves the line empty on a terminal. */
    @Override
    public void close() {
        if (terminal.interactive()) {
            terminal.err().print("\r\u001b[2K");
            terminal.err().flush();
        }
    }
}
