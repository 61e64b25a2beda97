package dev.naust.console.page;

import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.Comparisons.Kept;
import dev.naust.api.service.MigrationRequest.Endpoint.StoreId;
import dev.naust.api.service.RepairReport;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.Run;
import dev.naust.api.store.StoreException;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.CompareView;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The pages about comparing two stores. */
public final class ComparePages {
    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final Pages pages;
    private final StoreCards cards;
    private final RunsPage runs;

    public ComparePages(Services services, Templates templates, Shells shells, Pages pages, Clock clock) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.pages = pages;
        this.cards = new StoreCards(services);
        this.runs = new RunsPage(services, new RunRows(clock));
    }

    public void list(Context request) {
        show(request, query(request, "source"), query(request, "target"), "", Optional.empty());
    }

    public void start(Context request) {
        String source = form(request, "source");
        String target = form(request, "target");
        String names = form(request, "collections");
        if (source.isEmpty() || target.isEmpty()) {
            request.status(HttpStatus.UNPROCESSABLE_CONTENT);
            show(request, source, target, names, Optional.of("Choose the two stores to compare."));
            return;
        }
        List<String> collections = Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        try {
            Run run = services.comparisons()
                    .start(ComparisonRequest.of(new StoreId(source), new StoreId(target), collections));
            request.redirect(RunRows.href(run), HttpStatus.SEE_OTHER);
        } catch (StoreException e) {
            request.status(HttpStatus.CONFLICT);
            show(request, source, target, names, Optional.of(e.getMessage()));
        }
    }

    /** The report, or the progress until there is one. */
    public void run(Context request) throws InterruptedException {
        Run run = find(request);
        Optional<Kept<ComparisonReport>> compared =
                over(run, Comparisons.COMPARISON) ? services.comparisons().report(run.id()) : Optional.empty();
        Optional<Kept<RepairReport>> repaired =
                over(run, Comparisons.REPAIR) ? services.comparisons().repaired(run.id()) : Optional.empty();
        if (compared.isPresent()) {
            var view = ComparisonPage.view(run, compared.get());
            PageWriter.show(request, templates.pageComparison(shells.of(request), view));
        } else if (repaired.isPresent()) {
            var view = RepairPage.view(run, repaired.get());
            PageWriter.show(request, templates.pageRepair(shells.of(request), view));
        } else {
            pages.run(request);
        }
    }

    /** The changing part of the progress; when it is over, the whole page is to be fetched again. */
    public void live(Context request) throws InterruptedException {
        if (find(request).state().isFinal()) {
            request.header("HX-Refresh", "true");
        }
        pages.liveRun(request);
    }

    public void repair(Context request) {
        RepairRequest.Side towards = form(request, "towards").equals(RepairRequest.Side.SOURCE.name())
                ? RepairRequest.Side.SOURCE
                : RepairRequest.Side.TARGET;
        boolean deleteExtra = !form(request, "deleteExtra").isEmpty();
        boolean dryRun = !form(request, "dryRun").isEmpty();
        Run run = services.comparisons().repair(find(request).id(), new RepairRequest(towards, deleteExtra, dryRun));
        request.redirect(RunRows.href(run), HttpStatus.SEE_OTHER);
    }

    private void show(Context request, String source, String target, String collections, Optional<String> problem) {
        CompareView view = new CompareView(
                cards.choices(source),
                cards.choices(target),
                collections,
                problem,
                runs.view(
                        Optional.of(Comparisons.COMPARISON),
                        Optional.ofNullable(request.queryParam("before")),
                        "/compare"));
        PageWriter.show(request, templates.pageCompare(shells.of(request), view));
    }

    private static boolean over(Run run, String kind) {
        return run.state().isFinal() && run.kind().equals(kind);
    }

    private Run find(Context request) {
        String id = request.pathParam("run");
        return services.runs()
                .find(id)
                .orElseThrow(() -> new ProblemException(
                        404, "run.not_found", "There is no comparison \"" + id + "\" here, or not any more."));
    }

    private static String query(Context request, String name) {
        return Optional.ofNullable(request.queryParam(name)).orElse("");
    }

    private static String form(Context request, String name) {
        return Optional.ofNullable(request.formParam(name)).orElse("").strip();
    }
}
