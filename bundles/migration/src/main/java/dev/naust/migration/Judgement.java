package dev.naust.migration;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Scrutiny;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells which records a target would reject, before they are written. Safe for use by several threads. */
final class Judgement {
    private final Optional<Scrutiny> scrutiny;

    /** What the target itself says, where it can. */
    Judgement(Store target) {
        this.scrutiny = target.scrutiny();
    }

    private Judgement() {
        this.scrutiny = Optional.empty();
    }

    /** What declarations say, without asking the target. */
    static Judgement byDeclarations() {
        return new Judgement();
    }

    /** At most one reject for each record; they name the target's fields. */
    List<Rejected> refused(CollectionPlan plan, List<DataRecord> converted) throws InterruptedException {
        return scrutiny.isPresent()
                ? scrutiny.get().refused(plan.writeAs(), converted)
                : plan.there().isPresent() ? byDeclaration(plan, converted) : List.of();
    }

    /** A collection that the run makes holds what it is made for; one that is there may be narrower. */
    private static List<Rejected> byDeclaration(CollectionPlan plan, List<DataRecord> converted) {
        List<Rejected> refused = new ArrayList<>();
        for (DataRecord each : converted) {
            for (Field home : plan.writeAs().fields()) {
                Optional<String> problem = each.body().get(home.name()).flatMap(value -> problem(home, value));
                if (problem.isPresent()) {
                    refused.add(new Rejected(each, home.name(), problem.get()));
                    break;
                }
            }
        }
        return refused;
    }

    private static Optional<String> problem(Field home, Value value) {
        boolean judged = !(value instanceof Content)
                && (value == Value.Null.NULL || value.kind() == home.type().kind());
        return judged ? FieldCheck.problem(home, value) : Optional.empty();
    }
}
