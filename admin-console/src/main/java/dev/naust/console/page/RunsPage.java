package dev.naust.console.page;

import dev.naust.api.service.Run;
import dev.naust.console.view.RunsView;
import dev.naust.console.web.Services;
import java.util.List;
import java.util.Optional;

/** Lists of runs: all of them, or the migrations. */
final class RunsPage {
    private static final int SHOWN = 50;

    private final Services services;
    private final RunRows rows;

    RunsPage(Services services, RunRows rows) {
        this.services = services;
        this.rows = rows;
    }

    /**
     * @param before only runs older than this one
     * @param path the list's own URL
     */
    RunsView view(Optional<String> kind, Optional<String> before, String path) {
        List<Run> found = services.runs().list(kind, before, SHOWN + 1);
        List<Run> shown = found.subList(0, Math.min(SHOWN, found.size()));
        Optional<String> older = found.size() > SHOWN
                ? Optional.of(path + "?before=" + shown.get(SHOWN - 1).id())
                : Optional.empty();
        return new RunsView(shown.stream().map(rows::of).toList(), older);
    }
}
