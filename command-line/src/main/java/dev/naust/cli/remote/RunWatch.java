package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts a run on a server and waits for its end. */
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

    static Ended follow(Server server, String path, Document body) throws InterruptedException {
        Document begun = server.send("POST", path, Optional.of(body));
        Document run = begun;
        while (!ENDS.contains(Fields.text(run, "state"))) {
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
            run = server.get("/runs/" + Fields.text(run, "id"));
        }
        return new Ended(begun, run);
    }
}
