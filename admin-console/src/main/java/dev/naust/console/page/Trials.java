package dev.naust.console.page;

import dev.naust.api.service.ConfigTest;
import dev.naust.api.store.Stage;
import dev.naust.api.store.Step;
import dev.naust.console.view.Show;
import dev.naust.console.view.TrialView;
import dev.naust.console.view.TrialView.StageRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows how far the trial of a configuration came. */
final class Trials {
    private Trials() {}

    static TrialView of(ConfigTest test) {
        int reached = -1;
        for (int i = 0; i < test.stages().size(); i++) {
            // What works has arrived, even where the last steps had nothing to look at.
            if (test.isOk() || test.stages().get(i).outcome() != Stage.Outcome.SKIPPED) {
                reached = i;
            }
        }
        List<StageRow> rows = new ArrayList<>();
        for (int i = 0; i < test.stages().size(); i++) {
            rows.add(row(test.stages().get(i), i == reached));
        }
        String took = took(test.took());
        String sentence = test.failed()
                .map(stage -> "It comes as far as this: " + name(stage.step()).toLowerCase(Locale.ROOT) + ".")
                .orElse(test.isOk() ? "It works." : "It does not work.");
        return new TrialView(sentence, test.isOk(), took, rows);
    }

    private static StageRow row(Stage stage, boolean here) {
        String took = took(stage.took());
        return switch (stage.outcome()) {
            case OK -> new StageRow(name(stage.step()), "ok", "Passed", stage.message(), took, here);
            case FAILED -> new StageRow(name(stage.step()), "failed", "Failed", stage.message(), took, here);
            case SKIPPED -> new StageRow(name(stage.step()), "skipped", "", stage.message(), "", here);
        };
    }

    private static String took(Duration time) {
        if (time.toMillis() >= 1_000) {
            return Show.seconds(time.toNanos() / 1e9);
        }
        return time.toMillis() == 0 ? "" : time.toMillis() + " ms";
    }

    private static String name(Step step) {
        return switch (step) {
            case TLS -> "TLS";
            case SIGN_IN -> "Sign-in";
            case CONFIGURATION -> "Configuration";
            case NAME_LOOKUP -> "Name lookup";
            case CONNECT -> "Connect";
            case PERMISSION -> "Permission";
            case PATH -> "Path";
            case READABLE -> "Readable";
            case WRITABLE -> "Writable";
            case FORMAT -> "Format";
            case ANSWER -> "Answer";
        };
    }
}
