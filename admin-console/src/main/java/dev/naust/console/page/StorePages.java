package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.store.Category;
import dev.naust.api.store.StoreException;
import dev.naust.console.form.SealedBox;
import dev.naust.console.page.StoreFormPage.Showing;
import dev.naust.console.security.Caller;
import dev.naust.console.templates.Templates;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes and answers the pages on which stores are docked and their configurations changed. */
public final class StorePages {
    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final StoreDrafts drafts;
    private final StoreFormPage form;

    public StorePages(Services services, Templates templates, Shells shells) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        JsonValues json = new JsonValues();
        SealedBox box = new SealedBox();
        StoreShape shape = new StoreShape(services, json);
        this.drafts = new StoreDrafts(shape, json, box);
        this.form = new StoreFormPage(services, json, shape, box);
    }

    public void newStore(Context request) {
        String type = Optional.ofNullable(request.queryParam("type")).orElse("");
        StoreDraft draft = StoreDraft.of("", Document.of(Map.of("type", Text.of(type))));
        show(request, draft, showing(request, List.of(), "", false));
    }

    /** Shows the form for a new store again, changed as was asked, with all that was filled in. */
    public void redrawNew(Context request) {
        StoreDraft draft = drafts.read(request.formParamMap(), Optional.empty(), owner(request));
        List<ConfigProblem> problems = draft.malformed().isPresent() ? List.of(malformed(draft)) : List.of();
        show(request, draft, showing(request, problems, problems.isEmpty() ? "" : "This is not JSON yet", true));
    }

    public void create(Context request) {
        StoreDraft draft = drafts.read(request.formParamMap(), Optional.empty(), owner(request));
        List<ConfigProblem> problems = create(draft, owner(request));
        if (problems.isEmpty()) {
            request.redirect("/stores/" + draft.id() + "?docked", HttpStatus.SEE_OTHER);
            return;
        }
        request.status(HttpStatus.UNPROCESSABLE_CONTENT);
        show(request, draft, showing(request, problems, "The store was not docked", true));
    }

    private List<ConfigProblem> create(StoreDraft draft, String author) {
        if (draft.malformed().isPresent()) {
            return List.of(malformed(draft));
        }
        if (!draft.misfits().isEmpty()) {
            return draft.misfits();
        }
        try {
            services.configurations().create(draft.toDefinition(), author);
            return List.of();
        } catch (InvalidConfigException e) {
            return e.problems();
        } catch (StoreException e) {
            return List.of(new ConfigProblem(e.category() == Category.CONFLICT ? "/id" : "", e.getMessage()));
        }
    }

    private static ConfigProblem malformed(StoreDraft draft) {
        return new ConfigProblem("", draft.malformed().orElseThrow().reason());
    }

    private static Showing showing(Context request, List<ConfigProblem> problems, String heading, boolean typed) {
        return new Showing(Optional.empty(), "", owner(request), problems, heading, typed);
    }

    private static String owner(Context request) {
        return Caller.of(request).map(caller -> caller.identity().name()).orElse("");
    }

    private void show(Context request, StoreDraft draft, Showing showing) {
        PageWriter.show(request, templates.pageStoreForm(shells.of(request), form.view(draft, showing)));
    }
}
