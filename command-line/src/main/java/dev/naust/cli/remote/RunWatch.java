package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits for a run of a server. */
final class RunWatch {
    private static final long PACE_MILLIS = 300;
    private static final List<String> ENDS = List.of("SUCCEEDED", "FAILED", "CANCELLED", "ROLLED_BACK");

    private RunWatch() {}

    /**
     * What came of it.
     *
     * @param begun what the server answered at first
     * @param run as it ended
     */
    record Ended(Document begun, Document run) {
        boolean succeeded() {
            return Fields.text(run, "state").equals("SUCCEEDED");
        }

        String id() {
            return Fields.text(run, "id");
        }

        /** What is said of a run that did not succeed. */
        String failure() {
            return "Run " + id() + ": " + Fields.text(run, "errors");
        }
    }

    /** Whether it will not change any more. */
    static boolean isOver(Document run) {
        return ENDS.contains(Fields.text(run, "state"));
    }

    /** Whether it ended well, or goes on and does all that it is to do until somebody ends it. */
    static boolean isWell(Document run) {
        return Fields.text(run, "state").equals("SUCCEEDED") || !isOver(run);
    }

    /**
     * Looks at a migration until it ends or follows its source.
     *
     * @param path of the migration
     * @param onLook is shown it, each time
     */
    static Document await(Server server, String path, Consumer<Document> onLook) throws InterruptedException {
        Document run = server.get(path);
        while (!isOver(run) && run.get("following").isEmpty()) {
            onLook.accept(run);
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
            run = server.get(path);
        }
        return run;
    }

    static Ended follow(Server server, String path, Document body) throws InterruptedException {
        Document begun = server.send("POST", path, Optional.of(body));
        Document run = begun;
        while (!isOver(run)) {
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
            run = server.get("/runs/" + Fields.text(run, "id"));
        }
        return new Ended(begun, run);
    }
}
