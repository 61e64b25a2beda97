package dev.naust.console.page;

import dev.naust.api.model.Fidelity;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReadiness;
import dev.naust.api.store.SchemaStep;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Choice;
import dev.naust.console.view.PlanView;
import dev.naust.console.view.PlanView.CollectionPlan;
import dev.naust.console.view.PlanView.Decision;
import dev.naust.console.view.PlanView.FieldPlan;
import dev.naust.console.view.PlanView.Statement;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a migration would do. */
final class PlanPage {
    private final Automations automations;

    PlanPage(Automations automations) {
        this.automations = automations;
    }

    /**
     * @param ready with the plan in it
     * @param problem why it could not be started just now
     * @param serverUrl where a script reaches this server
     */
    PlanView view(MigrationForm form, MigrationReadiness ready, Optional<String> problem, String serverUrl) {
        MigrationPlan plan = ready.plan().orElseThrow();
        return new PlanView(
                plan.source(),
                plan.target(),
                verdict(plan),
                plan.canProceed(),
                plan.blockers(),
                plan.warnings(),
                plan.recommendations(),
                plan.collections().stream().map(PlanPage::collection).toList(),
                decisions(form, plan),
                !form.goesOn()
                        && plan.collections().stream()
                                .flatMap(each -> each.fields().stream())
                                .anyMatch(field -> field.forecast()
                                        .filter(MigrationPlan.Forecast::rejected)
                                        .isPresent()),
                plan.steps().stream().map(PlanPage::statement).toList(),
                plan.notCarried(),
                ReadinessPart.of(ready),
                form.fields(),
                "/migrations/new?source=" + URLEncoder.encode(form.source(), StandardCharsets.UTF_8) + "&target="
                        + URLEncoder.encode(form.target(), StandardCharsets.UTF_8),
                automations.of(form.judged().body(), serverUrl),
                problem);
    }

    private static String verdict(MigrationPlan plan) {
        String size = Show.records(plan.records()) + " in "
                + Show.count(plan.collections().size(), "collection", "collections");
        if (!plan.canProceed()) {
            return size + ". It cannot be started as it is.";
        }
        return size + time(plan) + ". " + fidelity(plan) + " Nothing has been written yet.";
    }

    private static String time(MigrationPlan plan) {
        return plan.estimate()
                .map(time -> ", about " + Show.bytes(plan.bytes()) + ". By a first sample it will take "
                        + (time.toSeconds() < 1
                                ? "less than a second"
                                : "about " + Show.wholeSeconds(time.toSeconds())))
                .orElse("");
    }

    private static String fidelity(MigrationPlan plan) {
        Fidelity worst = worst(plan.collections().stream()
                .flatMap(collection -> collection.fields().stream())
                .toList());
        return switch (worst) {
            case EXACT -> "The target holds every field exactly.";
            case WIDENED -> "The target holds every value; some fields are declared wider there.";
            case LOSSY -> "Some values may not fit the target; those that do not are listed, never changed in silence.";
            case UNSUPPORTED -> "Some fields cannot be held by the target.";
        };
    }

    private static List<Decision> decisions(MigrationForm form, MigrationPlan plan) {
        List<Decision> decisions = new ArrayList<>();
        for (MigrationPlan.CollectionPlan each : plan.collections()) {
            for (MigrationPlan.FieldPlan field : each.fields()) {
                List<MigrationPlan.Choice> choices = each.choices(field);
                if (!choices.isEmpty()) {
                    decisions.add(decision(form, each.source().toString(), field, choices, decisions.size()));
                }
            }
        }
        return decisions;
    }

    private static Decision decision(
            MigrationForm form,
            String collection,
            MigrationPlan.FieldPlan field,
            List<MigrationPlan.Choice> choices,
            int number) {
        boolean serious = field.fidelity().compareTo(Fidelity.LOSSY) >= 0
                || field.forecast().filter(MigrationPlan.Forecast::rejected).isPresent();
        boolean reformed = field.forecast().filter(each -> !each.rejected()).isPresent();
        String usual = field.fidelity() == Fidelity.UNSUPPORTED
                ? "Not decided yet"
                : !serious
                        ? "As planned"
                        : reformed
                                ? "As planned: values are kept in the form that the target has"
                                : form.goesOn()
                                        ? "As planned: a record that does not fit is left out and listed"
                                        : "As planned: the first record that does not fit takes everything back";
        List<Choice> options = new ArrayList<>(List.of(new Choice("", usual, true)));
        choices.forEach(each -> options.add(new Choice(
                each.name().equals("DROP") ? CollectionChange.DROP : CollectionChange.CAST + "TEXT",
                each.effect(),
                false)));
        return new Decision(
                collection,
                field.source(),
                "decision-" + number,
                badge(field.fidelity()),
                forecast(field),
                serious,
                options);
    }

    private static CollectionPlan collection(MigrationPlan.CollectionPlan plan) {
        Fidelity worst = worst(plan.fields());
        long asThis = plan.fields().stream()
                .filter(field -> field.fidelity() == worst)
                .count();
        String fields = Show.count(plan.fields().size(), "field", "fields");
        String summary = worst == Fidelity.EXACT ? fields : asThis + " of " + fields;
        return new CollectionPlan(
                plan.source().toString(),
                plan.target().toString(),
                Show.records(plan.records())
                        + (plan.chunks() > 1 ? " in " + Show.number(plan.chunks()) + " chunks" : ""),
                badge(worst),
                summary,
                plan.fields().stream().map(PlanPage::field).toList());
    }

    private static FieldPlan field(MigrationPlan.FieldPlan field) {
        return new FieldPlan(
                field.source(),
                field.sourceType(),
                field.target(),
                field.targetType(),
                badge(field.fidelity()),
                forecast(field));
    }

    private static String forecast(MigrationPlan.FieldPlan field) {
        String seen = field.forecast()
                .map(found -> found.count() + " of " + found.looked()
                        + (found.rejected() ? " will be rejected, such as " : " change their form, such as ")
                        + found.example() + (found.rejected() ? ": " : " to ") + found.becomes())
                .orElse("");
        return field.note().isEmpty() || seen.isEmpty() ? field.note() + seen : field.note() + ". " + seen;
    }

    private static Fidelity worst(List<MigrationPlan.FieldPlan> fields) {
        return fields.stream()
                .map(MigrationPlan.FieldPlan::fidelity)
                .max(Comparator.naturalOrder())
                .orElse(Fidelity.EXACT);
    }

    private static Badge badge(Fidelity fidelity) {
        return switch (fidelity) {
            case EXACT -> new Badge("Exact", Tone.GOOD);
            case WIDENED -> new Badge("Wider", Tone.BUSY);
            case LOSSY -> new Badge("May not fit", Tone.WARN);
            case UNSUPPORTED -> new Badge("Not held", Tone.BAD);
        };
    }

    private static Statement statement(SchemaStep step) {
        return new Statement(step.name(), step.statement());
    }
}
