package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.ConfigTest;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.store.Category;
import dev.naust.api.store.StoreException;
import dev.naust.console.page.StoreFormPage.Showing;
import dev.naust.console.security.Caller;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.StoreDetailView;
import dev.naust.console.view.TrialView;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Takes and answers the pages on which stores are docked and their configurations changed. */
public final class StorePages {
    private static final Duration READING = Duration.ofSeconds(30);
    private static final Duration TRYING = Duration.ofSeconds(25);

    /** The button that tries what is filled in. */
    private static final String TEST = "test";

    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final Deadlines deadlines;
    private final StoreForms forms;
    private final StorePage store;

    public StorePages(Services services, Templates templates, Shells shells, Deadlines deadlines, StoreForms forms) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.deadlines = deadlines;
        this.forms = forms;
        this.store = new StorePage(services, new StoreCards(services), forms);
    }

    /** Shows a store: what it holds, how it is configured, what it was. */
    public void store(Context request) throws Exception {
        showStore(request, Optional.empty(), "");
    }

    /** Shows a store, and why something that was asked of it was not done. */
    void refused(Context request, String why) throws Exception {
        showStore(request, Optional.empty(), why);
    }

    /** Tries the configuration that a store uses, and shows how far it comes. */
    public void test(Context request) throws Exception {
        String id = request.pathParam("store");
        ConfigTest test =
                within(named(id), TRYING, () -> services.configurations().test(id));
        showStore(request, Optional.of(Trials.of(test)), "");
    }

    private void showStore(Context request, Optional<TrialView> trial, String refused) throws Exception {
        String id = request.pathParam("store");
        StoreDetailView view = within(named(id), READING, () -> store.view(id, trial))
                .orElseThrow(() -> new ProblemException(
                        404, "store.not_found", "There is no store \"" + id + "\" here, or not any more."));
        String done = request.queryParam("docked") != null
                ? "docked"
                : request.queryParam("swapped") != null ? "swapped" : "";
        PageWriter.show(request, templates.pageStore(shells.of(request), view, done, refused));
    }

    private static String named(String id) {
        return "The store \"" + id + "\"";
    }

    private <T> T within(String subject, Duration limit, Callable<T> work) throws Exception {
        Problem late = Problem.of(
                        503,
                        "request.timeout",
                        "The store did not answer within " + limit.toSeconds()
                                + " seconds. Try again when it has less to do.")
                .retryAfter(Duration.ofSeconds(10));
        return deadlines.within(subject, limit, late, work);
    }

    /** Removes a store's configuration, unless somebody changed it since the page was shown. */
    public void remove(Context request) {
        String id = request.pathParam("store");
        String seen = Optional.ofNullable(request.formParam("revision")).orElse("");
        services.stores()
                .find(id)
                .filter(now -> now.revision().equals(seen))
                .orElseThrow(() -> new ProblemException(
                        409,
                        "store.changed",
                        "The store \"" + id
                                + "\" was changed or removed by somebody else meanwhile. Look at it again first."));
        services.configurations().delete(id, owner(request));
        request.redirect("/stores", HttpStatus.SEE_OTHER);
    }

    /** Shows the form for a new store. */
    public void newStore(Context request) {
        String type = Optional.ofNullable(request.queryParam("type")).orElse("");
        StoreDraft draft = StoreDraft.of("", Document.of(Map.of("type", Text.of(type))));
        show(request, draft, showing(request, List.of(), "", false));
    }

    /** Shows the form for a new store again, changed as was asked, with all that was filled in. */
    public void redrawNew(Context request) throws Exception {
        StoreDraft draft = forms.drafts().read(request.formParamMap(), Optional.empty(), owner(request));
        if (TEST.equals(StoreDrafts.last(request.formParamMap(), StoreDrafts.DO))) {
            tryNew(request, draft.pruned());
            return;
        }
        List<ConfigProblem> problems = draft.asText();
        show(request, draft, showing(request, problems, problems.isEmpty() ? "" : "This is not JSON yet", true));
    }

    public void create(Context request) {
        StoreDraft filled = forms.drafts().read(request.formParamMap(), Optional.empty(), owner(request));
        StoreDraft draft = filled.pruned();
        List<ConfigProblem> problems = create(request, draft);
        if (problems.isEmpty()) {
            request.redirect("/stores/" + draft.id() + "?docked", HttpStatus.SEE_OTHER);
            return;
        }
        request.status(HttpStatus.UNPROCESSABLE_CONTENT);
        show(request, draft, showing(request, problems, "The store was not docked", true));
    }

    /** Tries what was filled in and shows how far it comes. Nothing is saved. */
    private void tryNew(Context request, StoreDraft draft) throws Exception {
        List<ConfigProblem> problems = draft.asText().isEmpty() ? draft.misfits() : draft.asText();
        if (problems.isEmpty()) {
            problems = services.configurations().validate(draft.toDefinition());
        }
        if (!problems.isEmpty()) {
            request.status(HttpStatus.UNPROCESSABLE_CONTENT);
            show(request, draft, showing(request, problems, "It cannot be tried as it is", true));
            return;
        }
        ConfigTest test = within(
                "Trying new stores", TRYING, () -> services.configurations().test(draft.toDefinition()));
        show(request, draft, showing(request, List.of(), "", true), Optional.of(Trials.of(test)));
    }

    private List<ConfigProblem> create(Context request, StoreDraft draft) {
        if (!draft.asText().isEmpty()) {
            return draft.asText();
        }
        if (!draft.misfits().isEmpty()) {
            return draft.misfits();
        }
        try {
            services.configurations().create(draft.toDefinition(), owner(request));
            return List.of();
        } catch (InvalidConfigException e) {
            return e.problems();
        } catch (StoreException e) {
            return List.of(new ConfigProblem(e.category() == Category.CONFLICT ? "/id" : "", e.getMessage()));
        }
    }

    private static Showing showing(Context request, List<ConfigProblem> problems, String heading, boolean typed) {
        return new Showing(Optional.empty(), "", owner(request), problems, heading, typed, List.of(), List.of());
    }

    private static String owner(Context request) {
        return Caller.nameIn(request);
    }

    private void show(Context request, StoreDraft draft, Showing showing) {
        show(request, draft, showing, Optional.empty());
    }

    private void show(Context request, StoreDraft draft, Showing showing, Optional<TrialView> trial) {
        PageWriter.show(
                request,
                templates.pageStoreForm(shells.of(request), forms.form().view(draft, showing), trial));
    }
}
