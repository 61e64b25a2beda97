package dev.naust.console.page;

import dev.naust.api.model.Text;
import dev.naust.api.service.Leftovers.Kind;
import dev.naust.api.service.Migrations.Following;
import dev.naust.api.service.Run;
import dev.naust.console.view.Automation;
import dev.naust.console.view.Fact;
import dev.naust.console.view.Moment;
import dev.naust.console.view.ReportView;
import dev.naust.console.view.RunView;
import dev.naust.console.view.RunView.Progress;
import dev.naust.console.view.Show;
import dev.naust.console.web.Services;
import dev.naust.json.SealedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One run: its progress while it goes on, its report afterwards. Whoever looks, and whenever, sees the same. */
final class RunPage {
    private static final int SPOKEN_STEP = 10;

    private final Services services;
    private final RunRows rows;
    private final Automations automations;

    RunPage(Services services, RunRows rows, Automations automations) {
        this.services = services;
        this.rows = rows;
        this.automations = automations;
    }

    /**
     * The page, or empty when there is no such run.
     *
     * @param serverUrl where a script reaches this server
     */
    Optional<RunView> view(String id, String serverUrl) throws InterruptedException {
        Optional<Run> run = services.runs().find(id);
        return run.isPresent() ? Optional.of(view(run.get(), serverUrl)) : Optional.empty();
    }

    private RunView view(Run run, String serverUrl) throws InterruptedException {
        boolean migration = run.kind().equals(RunRows.MIGRATION);
        boolean ended = run.state().isFinal();
        // While it goes on, the page asks again and again, and counting reads all that is left.
        long conflicts = migration && ended ? services.leftovers().open(run.id(), Kind.CONFLICT) : 0;
        Optional<ReportView> report = migration && ended
                ? services.migrations().report(run.id()).map(each -> Reports.view(each, conflicts))
                : Optional.empty();
        boolean undoable = migration && ended && run.state() != Run.State.ROLLED_BACK;
        Optional<String> noRollback = undoable ? services.migrations().againstRollback(run.id()) : Optional.empty();
        Optional<Automation> automation =
                migration ? Optional.of(automations.of(run.parameters(), serverUrl)) : Optional.empty();
        Optional<Following> following = following(run);
        return new RunView(
                run.id(),
                run.kind(),
                run.title(),
                RunRows.badge(run),
                stage(run),
                progress(run, following.isPresent()),
                Moment.of(run.startedAt()),
                run.finishedAt().map(Moment::of),
                rows.took(run),
                run.errors(),
                run.warnings(),
                run.history().stream().map(RunPage::incident).toList(),
                report.map(ReportView::sentence).orElseGet(() -> announcement(run)),
                ended ? Optional.empty() : Optional.of(RunRows.href(run) + "/live"),
                migration && run.state() == Run.State.RUNNING && !run.rollingBack()
                        ? Optional.of(hold(run))
                        : Optional.empty(),
                ended ? Optional.empty() : Optional.of("/runs/" + run.id() + "/cancel"),
                run.canResume() ? Optional.of("/runs/" + run.id() + "/resume") : Optional.empty(),
                undoable && noRollback.isEmpty()
                        ? Optional.of("/migrations/" + run.id() + "/rollback")
                        : Optional.empty(),
                noRollback,
                migration && ended ? leftovers(run, conflicts) : List.of(),
                following.map(now -> FollowingPart.of(run, now)),
                run.paused(),
                run.parts().stream().map(RunPage::part).toList(),
                migration && run.state() == Run.State.ROLLED_BACK
                        ? run.parameters().get("target").map(name -> ((Text) name).string())
                        : Optional.empty(),
                report,
                automation,
                report.isPresent() ? "/api/v1/runs/" + run.id() + "/report" : "/api/v1/runs/" + run.id(),
                report.isPresent()
                        ? services.runs()
                                .report(run.id())
                                .map(each -> SealedJson.of(each).sha256())
                        : Optional.empty());
    }

    /** What people have to put right, and where. */
    private List<Fact> leftovers(Run run, long conflicts) {
        List<Fact> open = new ArrayList<>();
        if (conflicts > 0) {
            open.add(new Fact(
                    "Decide " + Show.count(conflicts, "conflict", "conflicts") + " …",
                    "/migrations/" + run.id() + "/conflicts"));
        }
        long rejects = services.leftovers().open(run.id(), Kind.REJECT);
        if (rejects > 0) {
            open.add(new Fact(
                    "Put " + Show.count(rejects, "reject", "rejects") + " right …",
                    "/migrations/" + run.id() + "/rejects"));
        }
        return open;
    }

    private Optional<Following> following(Run run) {
        return run.kind().equals(RunRows.MIGRATION) && run.state() == Run.State.RUNNING && !run.rollingBack()
                ? services.migrations().following(run.id())
                : Optional.empty();
    }

    private static Fact hold(Run run) {
        return run.paused()
                ? new Fact("Go on", "/migrations/" + run.id() + "/go-on")
                : new Fact("Pause", "/migrations/" + run.id() + "/pause");
    }

    private static RunView.Incident incident(Run.Incident incident) {
        return new RunView.Incident(
                Moment.precise(incident.at()), incident.error(), Show.word(incident.where()), incident.message());
    }

    private static RunView.Part part(Run.Part part) {
        String done = part.total() < 0
                ? Show.number(part.processed())
                : Show.number(part.processed()) + " of " + Show.number(part.total());
        String rejected = part.rejected() == 0 ? "" : ", " + Show.number(part.rejected()) + " rejected";
        return new RunView.Part(part.name(), Show.word(part.stage()), done + rejected);
    }

    private static String stage(Run run) {
        return switch (run.state()) {
            case QUEUED -> "Waiting to start";
            case RUNNING -> run.stage().isEmpty() ? "Starting" : Show.word(run.stage());
            case SUCCEEDED -> "Done";
            case FAILED -> "Failed";
            case CANCELLED -> "Cancelled";
            case ROLLED_BACK -> "Rolled back";
        };
    }

    private static Optional<Progress> progress(Run run, boolean follows) {
        Run.Progress now = run.progress();
        if (follows) {
            // The copy is done, and how far the run follows is said below: there is nothing that a bar could show.
            return Optional.of(new Progress(-1, Show.records(now.processed()) + " copied", "", ""));
        }
        boolean still = run.state().isFinal() || run.paused();
        String done = now.total() < 0
                ? Show.records(now.processed())
                : Show.number(now.processed()) + " of " + Show.records(now.total());
        return Optional.of(new Progress(
                now.percentage(),
                done,
                still || now.perSecond() <= 0 ? "" : Show.rate(now.perSecond()),
                still || now.etaSeconds() < 0 ? "" : "about " + Show.wholeSeconds(now.etaSeconds()) + " left"));
    }

    private static String announcement(Run run) {
        int percentage = run.progress().percentage();
        // Every tenth is told, not every tick.
        return run.state().isFinal() || percentage < 0
                ? stage(run)
                : stage(run) + ", " + percentage / SPOKEN_STEP * SPOKEN_STEP + " percent";
    }
}
