package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the server remembers of a migration besides its run, to go on with it or to undo it.
 *
 * @param phase how far it is as a whole
 * @param declared what the source declared when it was planned, as {@link SourceGuard} compares it
 * @param report how it ended, once it has; where it follows, how the copy did
 * @param followed where it stands with following; empty where it does not follow
 * @param rulesFirst whether keys and unique rules are made before the records come, see {@link Rules}
 */
record Journal(
        Phase phase,
        MigrationPlan plan,
        Map<String, List<String>> declared,
        Optional<MigrationReport> report,
        Optional<Followed> followed,
        boolean rulesFirst) {

    Journal(Phase phase, MigrationPlan plan, Map<String, List<String>> declared, Optional<MigrationReport> report) {
        this(phase, plan, declared, report, Optional.empty(), false);
    }

    /** Where a migration stands as a whole. */
    enum Phase {
        /** The target has, or may have, some of it. */
        RUNNING,
        /** Everything is in the target, and nothing is left to do but to clean up. */
        DONE,
        /** Nothing of it is in the target. */
        UNDONE
    }

    Journal in(Phase next) {
        return new Journal(next, plan, declared, report, followed, rulesFirst);
    }

    Journal with(MigrationReport end, Phase next) {
        return new Journal(next, plan, declared, Optional.of(end), followed, rulesFirst);
    }

    Journal following(Followed now) {
        return new Journal(phase, plan, declared, report, Optional.of(now), rulesFirst);
    }

    /** The same run, begun anew with keys and unique rules made before the records come. */
    Journal underRules() {
        return new Journal(phase, plan, declared, report, followed, true);
    }

    Document toDocument() {
        Map<String, Value> words = new LinkedHashMap<>();
        declared.forEach((name, fields) -> words.put(
                name,
                new Value.Array(
                        fields.stream().map(field -> (Value) Value.text(field)).toList())));
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("phase", Value.text(phase.name()));
        fields.put("plan", PlanDocument.of(plan));
        fields.put("declared", Document.of(words));
        report.ifPresent(end -> fields.put("report", ReportDocument.of(end)));
        followed.ifPresent(now -> fields.put("followed", now.toDocument()));
        if (rulesFirst) {
            fields.put("rulesFirst", Value.Bool.TRUE);
        }
        return Document.of(fields);
    }

    static Journal of(Document document) {
        Map<String, List<String>> declared = new LinkedHashMap<>();
        ((Document) document.get("declared").orElseThrow())
                .toMap()
                .forEach((name, words) -> declared.put(
                        name,
                        ((Value.Array) words)
                                .items().stream()
                                        .map(word -> ((Text) word).string())
                                        .toList()));
        return new Journal(
                Phase.valueOf(((Text) document.get("phase").orElseThrow()).string()),
                PlanDocument.read((Document) document.get("plan").orElseThrow()),
                declared,
                document.get("report").map(end -> ReportDocument.read((Document) end)),
                document.get("followed").map(now -> Followed.of((Document) now)),
                document.get("rulesFirst").isPresent());
    }
}
