package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigChange;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.ConfigTest;
import dev.naust.api.service.ConfigTestFailedException;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreConfiguration;
import dev.naust.api.service.StoreConfigurations.Saving;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.store.StoreException;
import dev.naust.console.page.StoreFormPage.Showing;
import dev.naust.console.security.Caller;
import dev.naust.console.templates.Templates;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Changing a store's configuration: the form, then the review with the differences and a trial, then the swap. Whoever comes
 * second chooses between both versions, field by field.
 */
public final class StoreEditPages {
    private static final Duration TRYING = Duration.ofSeconds(25);

    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final Deadlines deadlines;
    private final StoreForms forms;
    private final ReviewPage review;
    private final ConflictPage conflict;

    public StoreEditPages(
            Services services, Templates templates, Shells shells, Deadlines deadlines, StoreForms forms) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.deadlines = deadlines;
        this.forms = forms;
        this.review = new ReviewPage(forms);
        this.conflict = new ConflictPage(services, forms);
    }

    /** Shows the form with what the file says now. */
    public void edit(Context request) {
        StoreConfiguration configuration = find(request);
        boolean readable = configuration.definition().isPresent();
        Document definition = configuration
                .definition()
                .or(() -> lastGood(configuration.id()))
                .map(StoreDraft::document)
                .orElse(Document.empty());
        String heading = configuration.errors().isEmpty()
                ? ""
                : "The file has errors" + (configuration.kept() ? ". The last good configuration stays in use" : "");
        StoreDraft draft = StoreDraft.of(configuration.id(), definition);
        if (readable) {
            show(request, draft, configuration.errors(), heading, false);
        } else {
            String note = "Below is the last configuration that was good. Saving it replaces the file.";
            show(request, draft, configuration.errors(), heading, false, note);
        }
    }

    private Optional<StoreDefinition> lastGood(String id) {
        return services.configurations().revisions(id).stream()
                .filter(revision -> revision.errors().isEmpty())
                .flatMap(revision -> revision.definition().stream())
                .findFirst();
    }

    /** Shows the form again, changed as was asked, with all that was filled in. */
    public void redraw(Context request) {
        StoreDraft draft = draft(request);
        List<ConfigProblem> problems = draft.asText();
        show(request, draft, problems, problems.isEmpty() ? "" : "This is not JSON yet", true);
    }

    /** Shows what would change, and whether the new configuration works. Nothing is saved. */
    public void review(Context request) throws Exception {
        review(request, draft(request), revision(request));
    }

    private void review(Context request, StoreDraft filled, String revision) throws Exception {
        StoreDraft draft = filled.pruned();
        StoreConfiguration now = find(request);
        List<ConfigProblem> problems = problems(draft);
        if (!problems.isEmpty()) {
            refuse(request, draft, problems);
            return;
        }
        if (!now.revision().equals(revision)) {
            showConflict(request, draft, revision);
            return;
        }
        StoreDraft ordered = draft.inOrderOf(now.definition());
        List<ConfigChange> changes = services.configurations().changes(ordered.toDefinition());
        if (changes.isEmpty() && now.errors().isEmpty()) {
            show(request, ordered, List.of(), "", false, "Nothing differs from what is saved.");
            return;
        }
        ConfigTest test = within(() -> services.configurations().test(ordered.toDefinition()));
        PageWriter.show(
                request,
                templates.pageReview(
                        shells.of(request), review.ofEdit(ordered, revision, owner(request), changes, test, "")));
    }

    /** Saves the reviewed configuration and swaps it in. */
    public void save(Context request) throws Exception {
        StoreDraft draft = draft(request).pruned();
        String revision = revision(request);
        boolean untested = "untested".equals(request.formParam("saving"));
        List<ConfigProblem> problems = draft.asText().isEmpty() ? draft.misfits() : draft.asText();
        if (!problems.isEmpty()) {
            refuse(request, draft, problems);
            return;
        }
        try {
            within(() -> services.configurations()
                    .replace(
                            draft.toDefinition(),
                            revision,
                            owner(request),
                            untested ? Saving.UNTESTED : Saving.TESTED));
            request.redirect("/stores/" + draft.id() + "?swapped", HttpStatus.SEE_OTHER);
        } catch (InvalidConfigException e) {
            refuse(request, draft, e.problems());
        } catch (ConfigTestFailedException e) {
            request.status(HttpStatus.UNPROCESSABLE_CONTENT);
            List<ConfigChange> changes = services.configurations().changes(draft.toDefinition());
            String heading = "Nothing was saved: the new configuration does not work. The old one stays in use.";
            PageWriter.show(
                    request,
                    templates.pageReview(
                            shells.of(request),
                            review.ofEdit(draft, revision, owner(request), changes, e.test(), heading)));
        } catch (StoreException e) {
            if (e.code() != ServiceError.STORE_CHANGED) {
                throw e;
            }
            showConflict(request, draft, revision);
        }
    }

    /** Goes on to the review with what was chosen, field by field, of two versions. */
    public void merge(Context request) throws Exception {
        StoreDraft mine = draft(request).pruned();
        StoreDraft merged = conflict.merged(mine, request.formParamMap());
        review(request, merged, revision(request));
    }

    private void showConflict(Context request, StoreDraft draft, String base) {
        request.status(HttpStatus.CONFLICT);
        PageWriter.show(
                request, templates.pageConflict(shells.of(request), conflict.view(draft, base, owner(request))));
    }

    private void refuse(Context request, StoreDraft draft, List<ConfigProblem> problems) {
        request.status(HttpStatus.UNPROCESSABLE_CONTENT);
        show(request, draft, problems, "This cannot be saved as it is", true);
    }

    private List<ConfigProblem> problems(StoreDraft draft) {
        if (!draft.asText().isEmpty()) {
            return draft.asText();
        }
        return draft.misfits().isEmpty() ? services.configurations().validate(draft.toDefinition()) : draft.misfits();
    }

    private StoreDraft draft(Context request) {
        return forms.drafts().read(request.formParamMap(), Optional.of(request.pathParam("store")), owner(request));
    }

    private static String revision(Context request) {
        return Optional.ofNullable(request.formParam("revision")).orElse("");
    }

    private StoreConfiguration find(Context request) {
        String id = request.pathParam("store");
        return services.configurations()
                .find(id)
                .orElseThrow(() -> new ProblemException(
                        404, "store.not_found", "There is no store \"" + id + "\" here, or not any more."));
    }

    private void show(
            Context request,
            StoreDraft draft,
            List<ConfigProblem> problems,
            String heading,
            boolean typed,
            String... notes) {
        StoreConfiguration now = find(request);
        String opened = revision(request);
        Showing showing = new Showing(
                Optional.of(now.id()),
                opened.isEmpty() ? now.revision() : opened,
                owner(request),
                problems,
                heading,
                typed,
                now.overrides(),
                List.of(notes));
        PageWriter.show(
                request,
                templates.pageStoreForm(shells.of(request), forms.form().view(draft, showing), Optional.empty()));
    }

    private <T> T within(Callable<T> work) throws Exception {
        Problem late = Problem.of(
                        503, "request.timeout", "The trial did not end in time, and nothing was saved. Try again.")
                .retryAfter(Duration.ofSeconds(10));
        return deadlines.within("Trying configurations", TRYING, late, work);
    }

    private static String owner(Context request) {
        return Caller.nameIn(request);
    }
}
