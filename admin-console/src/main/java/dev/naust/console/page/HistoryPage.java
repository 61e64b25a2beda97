package dev.naust.console.page;

import dev.naust.api.service.ConfigRevision;
import dev.naust.api.service.StoreDefinition;
import dev.naust.console.view.Badge;
import dev.naust.console.view.HistoryView;
import dev.naust.console.view.HistoryView.RevisionRow;
import dev.naust.console.view.Moment;
import dev.naust.console.view.ReviewView.ChangeRow;
import dev.naust.console.view.Tone;
import dev.naust.console.web.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows the history of a store's configuration, the newest first. Safe for use by several threads. */
final class HistoryPage {
    private static final int PAGE = 20;

    private final Services services;
    private final Changes changes;

    HistoryPage(Services services, StoreForms forms) {
        this.services = services;
        this.changes = new Changes(forms.shape());
    }

    /**
     * @param before only revisions with a smaller number
     */
    HistoryView view(String store, int before) {
        List<ConfigRevision> all = services.configurations().revisions(store);
        List<RevisionRow> rows = new ArrayList<>();
        Optional<String> older = Optional.empty();
        for (int i = 0; i < all.size(); i++) {
            ConfigRevision revision = all.get(i);
            if (revision.number() >= before) {
                continue;
            }
            if (rows.size() == PAGE) {
                older = Optional.of("/stores/" + store + "/revisions?before=" + (revision.number() + 1));
                break;
            }
            int previous = i + 1 < all.size() ? all.get(i + 1).number() : 0;
            rows.add(row(store, revision, previous, i == 0));
        }
        return new HistoryView(store, rows, older);
    }

    private RevisionRow row(String store, ConfigRevision revision, int previous, boolean current) {
        List<Badge> state = new ArrayList<>();
        if (current) {
            state.add(new Badge("Current", Tone.GOOD));
        }
        if (!revision.errors().isEmpty()) {
            state.add(new Badge("Not valid", Tone.BAD));
        }
        boolean readable = revision.definition().isPresent();
        boolean restorable = !current && readable && revision.errors().isEmpty();
        List<ChangeRow> rows = readable && previous > 0
                ? changes.rows(
                        revision.definition().map(StoreDefinition::type).orElse(""),
                        services.configurations().changes(store, previous, revision.number()))
                : List.of();
        return new RevisionRow(
                revision.number(),
                sentence(revision),
                Moment.of(revision.time()),
                state,
                rows,
                restorable ? "/stores/" + store + "/revisions/" + revision.number() : "");
    }

    /** How a revision came to be, and by whom. */
    static String sentence(ConfigRevision revision) {
        boolean byHand = revision.author().equals(ConfigRevision.BY_HAND);
        return switch (revision.kind()) {
            case CREATED -> byHand ? "First seen as a file" : "Docked by " + revision.author();
            case CHANGED -> "Changed by " + revision.author();
            case RESTORED -> "Restored by " + revision.author();
            case EDITED -> revision.number() == 1 ? "First seen as a file" : "Edited as a file";
            case REMOVED -> byHand ? "File removed" : "Removed by " + revision.author();
        };
    }
}
