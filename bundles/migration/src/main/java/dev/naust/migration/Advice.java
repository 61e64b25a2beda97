package dev.naust.migration;

import dev.naust.api.model.Fidelity;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.Forecast;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Lossy;
import java.util.ArrayList;
import java.util.List;

/** What would make a migration safer or better, in sentences for people. */
final class Advice {
    private Advice() {}

    static List<String> of(MigrationRequest request, List<CollectionPlan> collections) {
        List<String> advice = new ArrayList<>();
        MigrationRequest.Options options = request.options();
        boolean changes = collections.stream().anyMatch(each -> each.there().isPresent())
                && (options.conflict() == Conflict.OVERWRITE || options.conflict() == Conflict.MERGE);
        if (changes && !options.backupFirst()) {
            advice.add("Records of the target will be changed: have it backed up first (backupFirst)");
        }
        if (!options.validate()) {
            advice.add("Without validation nothing proves that the records arrived: leave it on (validate)");
        }
        boolean rejects = collections.stream()
                .flatMap(each -> each.fields().stream())
                .anyMatch(field -> field.forecast().filter(Forecast::rejected).isPresent());
        if (rejects && !options.continueOnError()) {
            advice.add(
                    "Some records do not fit, and the first of them takes everything back: cast their fields, or let the"
                            + " rest be kept and replay the rejects afterwards (continueOnError)");
        }
        boolean lossy = collections.stream()
                .flatMap(each -> each.fields().stream())
                .anyMatch(field -> field.fidelity() == Fidelity.LOSSY);
        if (lossy && options.lossy() == Lossy.REJECT) {
            advice.add("Fields that the target does not hold exactly can be kept as text (lossy AS_TEXT)");
        }
        for (CollectionPlan each : collections) {
            if (each.readAs().key().isEmpty() && each.records() > 0) {
                advice.add(each.source() + " has no key, so that its records can be counted and proven, but not told"
                        + " apart later: give it a key");
            }
        }
        return advice;
    }
}
