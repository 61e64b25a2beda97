package dev.naust.console.page;

import dev.naust.api.service.ConfigChange;
import dev.naust.api.service.ConfigTest;
import dev.naust.console.view.ReviewView;
import java.util.List;
import java.util.Optional;

/** Shows a change of a configuration before it is saved. */
final class ReviewPage {
    private final StoreForms forms;
    private final Changes changes;

    ReviewPage(StoreForms forms) {
        this.forms = forms;
        this.changes = new Changes(forms.shape());
    }

    /**
     * The review of what was filled in.
     *
     * @param heading why the page is shown again; empty when it is shown for the first time
     */
    ReviewView ofEdit(
            StoreDraft draft,
            String revision,
            String owner,
            List<ConfigChange> differences,
            ConfigTest test,
            String heading) {
        StoreFormPage.Hidden hidden = forms.form().hide(draft);
        return new ReviewView(
                draft.id(),
                "Review the change",
                "Nothing is saved yet. Calls in flight end on the old configuration; new ones use the new.",
                "/stores/" + draft.id(),
                revision,
                Optional.of(forms.json().writePretty(hidden.document())),
                forms.box().seal(hidden.values(), owner),
                changes.rows(draft.type(), differences),
                Optional.of(Trials.of(test)),
                heading,
                "Swap it in");
    }

    /** The review of an earlier revision that is to come back; {@code test} is there when a first attempt failed. */
    ReviewView ofRestore(
            String store,
            String type,
            int number,
            String revision,
            List<ConfigChange> differences,
            Optional<ConfigTest> test,
            String heading) {
        return new ReviewView(
                store,
                "Restore revision " + number,
                "It is saved as a new revision, so that this can be undone as well. It is tested before it is swapped in.",
                "/stores/" + store + "/revisions/" + number + "/restore",
                revision,
                Optional.empty(),
                "",
                changes.rows(type, differences),
                test.map(Trials::of),
                heading,
                "Restore it");
    }
}
