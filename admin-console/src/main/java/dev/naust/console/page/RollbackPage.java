package dev.naust.console.page;

import dev.naust.api.service.RollbackPlan;
import dev.naust.api.service.RollbackPlan.Change;
import dev.naust.api.service.Run;
import dev.naust.console.view.RollbackView;
import dev.naust.console.view.Show;
import dev.naust.console.web.Services;
import java.util.stream.Collectors;

/** The dry run of a rollback, which asks before anything happens. */
final class RollbackPage {
    private final Services services;

    RollbackPage(Services services) {
        this.services = services;
    }

    RollbackView view(Run run) throws InterruptedException {
        RollbackPlan plan = services.migrations().planRollback(run.id());
        boolean back = services.migrations()
                .following(run.id())
                .filter(now -> now.since().isPresent())
                .isPresent();
        return new RollbackView(
                run.id(),
                run.title(),
                back ? FollowingPart.wayBack(run) : "This is what rolling back would do to " + plan.target() + ".",
                back,
                plan.changes().stream()
                        .map(each -> new RollbackView.Row(each.collection(), what(each)))
                        .toList(),
                plan.blockers());
    }

    private static String what(Change each) {
        if (each.dropped()) {
            return "Removed as a whole, because the migration made it" + gone(each);
        }
        return Show.records(each.restored()) + " put back as before, " + Show.records(each.removed())
                + " removed that the migration added" + gone(each)
                + each.numbering().stream().map(line -> "; " + line).collect(Collectors.joining());
    }

    private static String gone(Change each) {
        return each.gone() == 0 ? "" : "; gone already: " + Show.records(each.gone());
    }
}
