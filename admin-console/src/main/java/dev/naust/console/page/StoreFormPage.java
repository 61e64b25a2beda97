package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigOverride;
import dev.naust.api.service.ConfigProblem;
import dev.naust.console.form.FormBuilder;
import dev.naust.console.form.FormBuilder.Marks;
import dev.naust.console.form.Masks;
import dev.naust.console.form.SealedBox;
import dev.naust.console.form.Shape;
import dev.naust.console.view.Choice;
import dev.naust.console.view.StoreFormView;
import dev.naust.console.view.StoreFormView.FormSection;
import dev.naust.console.view.StoreFormView.JsonText;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shows a store's configuration to be filled in: as a form made from its schemas, or as JSON. Safe for use by several threads. */
final class StoreFormPage {
    private static final int FEWEST_LINES = 12;
    private static final int MOST_LINES = 40;

    private final Services services;
    private final JsonValues json;
    private final StoreShape shape;
    private final SealedBox box;

    StoreFormPage(Services services, JsonValues json, StoreShape shape, SealedBox box) {
        this.services = services;
        this.json = json;
        this.shape = shape;
        this.box = box;
    }

    /**
     * How the page is shown.
     *
     * @param store the store that is edited; empty while a new one is docked
     * @param revision the configuration that it was opened with; empty for a new one
     * @param owner who fills it in
     * @param problems what is wrong
     * @param heading what came of the last attempt; empty when there was none
     * @param typed whether something was filled in that is not saved
     * @param overrides what the environment sets instead of the file
     * @param notes what else there is to know
     */
    record Showing(
            Optional<String> store,
            String revision,
            String owner,
            List<ConfigProblem> problems,
            String heading,
            boolean typed,
            List<ConfigOverride> overrides,
            List<String> notes) {}

    StoreFormView view(StoreDraft draft, Showing showing) {
        Map<String, Shape> parts = shape.parts(draft.type());
        Hidden hidden = hide(draft);
        Map<String, String> problems = byPlace(showing.problems());
        FormBuilder builder =
                new FormBuilder(new Marks(problems, overrides(showing.overrides()), draft.ways(), draft.fresh()));
        boolean chosen = services.providers().find(draft.type()).isPresent()
                || showing.store().isPresent();
        List<FormSection> sections =
                draft.asJson() || !chosen ? List.of() : new StoreSections(builder).of(hidden.document(), parts);
        Optional<JsonText> text = draft.asJson() ? Optional.of(text(draft, hidden.document())) : Optional.empty();
        return new StoreFormView(
                showing.store(),
                providers(draft.type()),
                Optional.of(draft.type()).filter(type -> chosen || draft.asJson()),
                draft.id(),
                Optional.ofNullable(problems.get("/id")),
                sections,
                text,
                text.isPresent()
                        ? new Troubles(showing.problems()).inText(text.get())
                        : new Troubles(showing.problems()).inForm(sections, builder.shown()),
                showing.heading(),
                box.seal(hidden.values(), showing.owner()),
                showing.revision(),
                showing.typed(),
                notes(draft, showing));
    }

    private static List<String> notes(StoreDraft draft, Showing showing) {
        List<String> notes = new ArrayList<>(showing.notes());
        if (draft.forgotten()) {
            notes.add("Secrets that were typed before are gone, because the server was restarted. Type them again.");
        }
        return notes;
    }

    private static Map<String, String> overrides(List<ConfigOverride> overrides) {
        Map<String, String> byPlace = new LinkedHashMap<>();
        overrides.forEach(override -> byPlace.put(override.pointer(), override.variable()));
        return byPlace;
    }

    /** A draft without its secrets, and they. */
    record Hidden(Document document, Map<String, Value> values) {}

    /** Takes the secrets out of a draft. */
    Hidden hide(StoreDraft draft) {
        Masks masks = new Masks();
        Document masked = masks.mask(draft.definition(), shape.whole(draft.type()));
        return new Hidden(masked, masks.hidden());
    }

    private List<Choice> providers(String type) {
        Set<String> known = new HashSet<>();
        return services.providers().providers().stream()
                .filter(each -> known.add(each.id()))
                .map(each -> new Choice(each.id(), each.info().name(), each.id().equals(type)))
                .toList();
    }

    private JsonText text(StoreDraft draft, Document masked) {
        String text = draft.malformed()
                .map(malformed -> Masks.text(malformed.text(), shape.whole(draft.type())))
                .orElseGet(() -> json.writePretty(masked));
        int lines = (int) text.lines().count() + 2;
        return new JsonText(
                text,
                Math.max(FEWEST_LINES, Math.min(MOST_LINES, lines)),
                draft.malformed().map(StoreDraft.Malformed::reason));
    }

    private static Map<String, String> byPlace(List<ConfigProblem> problems) {
        Map<String, String> byPlace = new LinkedHashMap<>();
        problems.forEach(problem -> byPlace.merge(
                problem.pointer(), Troubles.sentence(problem.message()), (one, other) -> one + " " + other));
        return byPlace;
    }
}
