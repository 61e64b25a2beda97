package dev.naust.console.page;

import dev.naust.api.service.MigrationReadiness;
import dev.naust.api.service.MigrationReadiness.CollectionSync;
import dev.naust.api.service.MigrationReadiness.Statistics;
import dev.naust.api.service.MigrationReadiness.Sync;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Fact;
import dev.naust.console.view.Moment;
import dev.naust.console.view.PlanView;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Shows both stores of a migration before its start. */
final class ReadinessPart {
    private ReadinessPart() {}

    static PlanView.Stores of(MigrationReadiness ready) {
        return new PlanView.Stores(
                summary(ready),
                facts(ready.source()),
                facts(ready.target()),
                ready.sync().stream().map(ReadinessPart::row).toList());
    }

    private static String summary(MigrationReadiness ready) {
        String last = ready.lastMigration()
                .map(when -> ", migrated last on " + Moment.of(when).text())
                .orElse("");
        return switch (ready.state()) {
                    case SAME_COUNT -> "as many records on both sides";
                    case MISSING -> "the target does not have all collections yet";
                    case BEHIND -> "the target has fewer records";
                    case AHEAD -> "the target has more records";
                    case UNKNOWN -> "not counted";
                }
                + last;
    }

    private static List<Fact> facts(Optional<Statistics> statistics) {
        List<Fact> facts = new ArrayList<>();
        statistics.ifPresent(store -> {
            facts.add(new Fact("Store", store.store() + " · " + store.type()));
            facts.add(new Fact("Collections", Show.number(store.collections())));
            store.records().ifPresent(records -> facts.add(new Fact("Records", Show.number(records))));
            facts.add(new Fact("Answers in", store.latencyMs() + " ms"));
            store.room().ifPresent(room -> facts.add(new Fact("Room for", Show.bytes(room))));
        });
        return facts;
    }

    private static PlanView.Sync row(CollectionSync sync) {
        return new PlanView.Sync(
                sync.source(),
                sync.target().orElse(""),
                shown(sync.sourceRecords()),
                shown(sync.targetRecords()),
                badge(sync.state()));
    }

    private static String shown(OptionalLong records) {
        return records.isPresent() ? Show.number(records.getAsLong()) : "";
    }

    private static Badge badge(Sync state) {
        return switch (state) {
            case SAME_COUNT -> new Badge("Same count", Tone.GOOD);
            case UNKNOWN -> new Badge("Not counted", Tone.QUIET);
            case AHEAD -> new Badge("More", Tone.WARN);
            case BEHIND -> new Badge("Fewer", Tone.BUSY);
            case MISSING -> new Badge("Not there", Tone.QUIET);
        };
    }
}
