package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigRevision;
import dev.naust.api.service.StoreConfiguration;
import dev.naust.api.service.StoreDefinition;
import dev.naust.console.form.Labels;
import dev.naust.console.form.Leaves;
import dev.naust.console.form.Pointer;
import dev.naust.console.form.Shape;
import dev.naust.console.view.ConflictView;
import dev.naust.console.view.ConflictView.Difference;
import dev.naust.console.view.Moment;
import dev.naust.console.web.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts two versions of a configuration side by side, and makes one of what was chosen. */
final class ConflictPage {
    private static final String PICK = "pick ";
    private static final String MINE = "mine";

    private final Services services;
    private final StoreForms forms;

    ConflictPage(Services services, StoreForms forms) {
        this.services = services;
        this.forms = forms;
    }

    /**
     * @param mine what the second person wants
     * @param base the revision that both began from
     */
    ConflictView view(StoreDraft mine, String base, String owner) {
        StoreConfiguration now = services.configurations().find(mine.id()).orElseThrow();
        List<ConfigRevision> history = services.configurations().revisions(mine.id());
        Optional<Document> began = history.stream()
                .filter(revision -> revision.revision().equals(base))
                .flatMap(revision -> revision.definition().stream())
                .findFirst()
                .map(StoreDraft::document);
        StoreFormPage.Hidden hidden = forms.form().hide(mine);
        Document theirs = document(now.definition());
        Optional<ConfigRevision> newest = history.stream().findFirst();
        return new ConflictView(
                mine.id(),
                newest.map(ConfigRevision::author)
                        .filter(author -> !author.equals(ConfigRevision.BY_HAND))
                        .map(author -> author + " saved another version")
                        .orElse("Somebody edited the file"),
                newest.map(revision -> Moment.of(revision.time())),
                now.revision(),
                base,
                forms.json().writePretty(hidden.document()),
                forms.box().seal(hidden.values(), owner),
                rows(mine.type(), theirs, hidden.document(), began),
                now.definition().isPresent());
    }

    private List<Difference> rows(String type, Document theirs, Document mine, Optional<Document> began) {
        Shape shape = Shape.object(forms.shape().parts(type));
        Map<String, Value> left = Leaves.of(theirs);
        Map<String, Value> right = Leaves.of(mine);
        Optional<Map<String, Value>> start = began.map(Leaves::of);
        List<Difference> rows = new ArrayList<>();
        for (String at : Leaves.differing(theirs, mine)) {
            Optional<Value> their = Optional.ofNullable(left.get(at));
            Optional<Value> my = Optional.ofNullable(right.get(at));
            boolean theyDid = start.map(fields -> !their.equals(Optional.ofNullable(fields.get(at))))
                    .orElse(true);
            boolean iDid = start.map(fields -> !my.equals(Optional.ofNullable(fields.get(at))))
                    .orElse(true);
            rows.add(new Difference(
                    PICK + at,
                    Pointer.id(at),
                    Labels.of(shape, at),
                    at,
                    Changes.side(their),
                    Changes.side(my),
                    note(start.isPresent(), theyDid, iDid),
                    theyDid && iDid ? "" : iDid ? MINE : "theirs"));
        }
        return rows;
    }

    private static String note(boolean known, boolean theyDid, boolean iDid) {
        if (!known || theyDid && iDid) {
            return known ? "Both of you changed it." : "";
        }
        return theyDid ? "Only they changed it." : "Only you changed it.";
    }

    /** What is saved now, with the second person's values where they were chosen. */
    StoreDraft merged(StoreDraft mine, Map<String, List<String>> sent) {
        StoreConfiguration now = services.configurations().find(mine.id()).orElseThrow();
        if (now.definition().isEmpty()) {
            return mine;
        }
        Document merged = document(now.definition());
        Document visible = forms.form().hide(mine).document();
        for (String at : Leaves.differing(merged, visible)) {
            if (StoreDrafts.last(sent, PICK + at).equals(MINE)) {
                Document before = merged;
                merged = Pointer.find(mine.definition(), at)
                        .map(value -> Pointer.with(before, at, value))
                        .orElseGet(() -> (Document) Pointer.without(before, at));
            }
        }
        return StoreDraft.of(mine.id(), merged);
    }

    private static Document document(Optional<StoreDefinition> definition) {
        return definition.map(StoreDraft::document).orElse(Document.empty());
    }
}
