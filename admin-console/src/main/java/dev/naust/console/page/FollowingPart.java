package dev.naust.console.page;

import dev.naust.api.model.Text;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Migrations.Following.Stage;
import dev.naust.api.service.Run;
import dev.naust.console.view.CutoverView;
import dev.naust.console.view.FinishView;
import dev.naust.console.view.Moment;
import dev.naust.console.view.RunView;
import dev.naust.console.view.Show;
import dev.naust.console.view.Visible;
import java.util.Map;
import java.util.Optional;

/** A migration that follows its source, in words: who serves, how far behind it is, what one can do. */
final class FollowingPart {
    private FollowingPart() {}

    static RunView.Following of(Run run, Migrations.Following now) {
        String base = "/migrations/" + run.id();
        boolean mayReturn =
                now.stage() == Stage.FOLLOWING_BACK && now.noReturn().isEmpty();
        return new RunView.Following(
                sentence(run, now),
                lag(run, now),
                title(now),
                now.open().stream().map(Visible::of).toList(),
                now.openRecords() > 0 && now.since().isEmpty() ? Optional.of(base + "/rejects") : Optional.empty(),
                now.stage() == Stage.FOLLOWING ? Optional.of(base + "/cutover") : Optional.empty(),
                mayReturn ? Optional.of(base + "/rollback") : Optional.empty(),
                now.since().isPresent(),
                now.since().isPresent() ? "" : "Cancelling ends it with nothing switched.");
    }

    private static String sentence(Run run, Migrations.Following now) {
        String source = store(run, "source");
        String target = store(run, "target");
        return now.since()
                .map(since -> target + " serves the moved collections of " + source + " since "
                        + Moment.precise(since).text() + ". "
                        + (now.noReturn().isEmpty() ? "What changes is carried back." : now.noReturn() + "."))
                .orElseGet(() -> source + " serves its collections. What changes there is carried over to " + target
                        + ", until you cut over.");
    }

    private static String title(Migrations.Following now) {
        return (now.isMoreOpen() ? "More than " : "") + Show.count(now.openRecords(), "record", "records")
                + " could not be carried over";
    }

    private static String lag(Run run, Migrations.Following now) {
        if (run.paused()) {
            return "Paused: what changes waits, and nothing is carried over";
        }
        return now.behind() == 0
                ? "Nothing waits; " + (now.applied() == 1 ? "1 change" : Show.number(now.applied()) + " changes")
                        + " carried over"
                : "At least " + Show.number(now.behind()) + " changes wait, the oldest for "
                        + Show.wholeSeconds(now.seconds());
    }

    /** What a cutover would do. */
    static CutoverView question(Run run, Migrations.Following now) {
        return new CutoverView(
                run.id(),
                run.title(),
                store(run, "source"),
                store(run, "target"),
                lag(run, now),
                now.noReturn(),
                now.unverified().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> new CutoverView.Unverified(each.getKey(), each.getValue()))
                        .toList());
    }

    /** What finishing would mean. */
    static FinishView finish(Run run) {
        String source = store(run, "source");
        return new FinishView(
                run.id(),
                run.title(),
                store(run, "target") + " stays in the place of " + source
                        + " for good: nothing is carried back any more, and there is no way back. The old collections stay in "
                        + source + " as they are; remove them there when nobody needs them.");
    }

    /** What the way back means. */
    static String wayBack(Run run) {
        return "Writes wait for a moment, and then " + store(run, "source")
                + " serves its collections again, with everything written since the cutover. What the migration made in "
                + store(run, "target") + " is removed after that.";
    }

    private static String store(Run run, String which) {
        return run.parameters().get(which).map(name -> ((Text) name).string()).orElse("");
    }
}
