package dev.naust.console.page;

import dev.naust.api.service.SchemaComparisons.Change;
import dev.naust.api.service.SchemaComparisons.Comparison;
import dev.naust.api.service.SchemaComparisons.Difference;
import dev.naust.api.service.SchemaComparisons.Property;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Script;
import dev.naust.api.service.SchemaComparisons.Suggestion;
import dev.naust.api.service.SchemaComparisons.Thing;
import dev.naust.api.service.SchemaVersions.Plan;
import dev.naust.api.service.SchemaVersions.State;
import dev.naust.api.service.SchemaVersions.Status;
import dev.naust.api.service.SchemaVersions.Step;
import dev.naust.api.service.SchemaVersions.Version;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Choice;
import dev.naust.console.view.SchemaCompareView;
import dev.naust.console.view.SchemaCompareView.Group;
import dev.naust.console.view.SchemaCompareView.Idea;
import dev.naust.console.view.SchemaCompareView.Row;
import dev.naust.console.view.SchemaCompareView.Whole;
import dev.naust.console.view.SchemaVersionsView;
import dev.naust.console.view.SchemaVersionsView.StepRow;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the schema services say, as the pages show it. */
final class SchemaViews {
    private SchemaViews() {}

    static SchemaCompareView empty(List<Choice> sources, List<Choice> targets, boolean destructive) {
        return new SchemaCompareView(
                sources,
                targets,
                false,
                List.of(),
                "",
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                destructive,
                List.of(),
                Optional.empty());
    }

    static SchemaCompareView failed(SchemaCompareView form, String problem) {
        return new SchemaCompareView(
                form.sources(),
                form.targets(),
                false,
                List.of(),
                "",
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                form.destructive(),
                List.of(),
                Optional.of(problem));
    }

    static SchemaCompareView of(SchemaCompareView form, Comparison found, String address) {
        List<Whole> whole = new ArrayList<>();
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        for (Difference difference : found.differences()) {
            if (isWhole(difference)) {
                whole.add(whole(difference));
            } else {
                groups.computeIfAbsent(difference.collection(), none -> new ArrayList<>())
                        .addAll(rows(difference));
            }
        }
        return new SchemaCompareView(
                form.sources(),
                form.targets(),
                true,
                List.of(found.source(), found.target()),
                summary(found, groups.size()),
                whole,
                groups.entrySet().stream()
                        .map(each -> new Group(each.getKey(), each.getValue()))
                        .toList(),
                found.suggestions().stream().map(each -> idea(each, address)).toList(),
                found.script().filter(script -> !script.steps().isEmpty()).map(Script::text),
                form.destructive(),
                found.notes(),
                Optional.empty());
    }

    private static boolean isWhole(Difference difference) {
        return difference.thing() == Thing.COLLECTION
                && (difference.change() == Change.MISSING || difference.change() == Change.EXTRA);
    }

    private static Whole whole(Difference difference) {
        Map<String, String> has = difference.properties().stream()
                .collect(Collectors.toMap(Property::name, each -> each.source() + each.target()));
        return new Whole(
                difference.name(),
                badge(difference.change()),
                has.getOrDefault("columns", ""),
                has.getOrDefault("constraints", ""),
                has.getOrDefault("indexes", ""));
    }

    private static String summary(Comparison found, int changed) {
        List<String> parts = new ArrayList<>();
        for (Change change : List.of(Change.MISSING, Change.EXTRA)) {
            long many = found.differences().stream()
                    .filter(each -> isWhole(each) && each.change() == change)
                    .count();
            if (many > 0) {
                parts.add(Show.count(many, "collection", "collections")
                        + (change == Change.MISSING ? " missing in " : " more in ")
                        + found.target());
            }
        }
        if (changed > 0) {
            parts.add(Show.count(changed, "collection or view", "collections or views") + " different");
        }
        return String.join(" · ", parts);
    }

    private static Badge badge(Change change) {
        return new Badge(words(change), tone(change));
    }

    private static List<Row> rows(Difference difference) {
        String thing = difference.thing().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        Badge change = badge(difference.change());
        List<Row> rows = new ArrayList<>();
        for (Property property : difference.properties()) {
            boolean first = rows.isEmpty();
            rows.add(new Row(
                    first ? thing : "",
                    first ? difference.name() : "",
                    change,
                    property.name(),
                    property.source(),
                    property.target()));
        }
        return rows.isEmpty() ? List.of(new Row(thing, difference.name(), change, "", "", "")) : rows;
    }

    private static String words(Change change) {
        return switch (change) {
            case MISSING -> "Missing";
            case EXTRA -> "Extra";
            case DIFFERENT -> "Different";
            case RENAMED -> "Renamed";
        };
    }

    private static Tone tone(Change change) {
        return switch (change) {
            case MISSING -> Tone.BAD;
            case EXTRA -> Tone.WARN;
            case DIFFERENT, RENAMED -> Tone.BUSY;
        };
    }

    private static Idea idea(Suggestion suggestion, String address) {
        Rename rename = suggestion.rename();
        String sentence = (rename.collection().isEmpty() ? "Table " : rename.collection() + ": column ") + rename.from()
                + " may be " + rename.to() + ": " + suggestion.reason() + ".";
        String encoded = URLEncoder.encode(
                rename.collection() + "\n" + rename.from() + "\n" + rename.to(), StandardCharsets.UTF_8);
        return new Idea(sentence, address + "&rename=" + encoded);
    }

    static SchemaVersionsView failed(String store, String problem) {
        return new SchemaVersionsView(
                store,
                "config/schema/" + store,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                false,
                false,
                Optional.of(problem));
    }

    static SchemaVersionsView of(Status status, Plan plan) {
        List<StepRow> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            steps.add(new StepRow(
                    "step-" + steps.size(), step.script(), String.join(";\n", step.statements()) + ";", step.note()));
        }
        boolean undoable = status.current()
                .flatMap(current -> status.versions().stream()
                        .filter(version -> version.version().equals(Optional.of(current)))
                        .findFirst())
                .filter(Version::undo)
                .isPresent();
        boolean repairable = status.versions().stream()
                .anyMatch(version -> version.state() == State.FAILED || version.state() == State.CHANGED);
        boolean fresh = status.versions().stream()
                .allMatch(version -> version.installedOn().isEmpty());
        return new SchemaVersionsView(
                status.store(),
                status.folder(),
                status.current(),
                status.versions().stream().map(SchemaViews::row).toList(),
                status.drift(),
                steps,
                plan.blockers().stream()
                        .filter(blocker -> !status.drift().contains(blocker))
                        .toList(),
                undoable,
                repairable,
                fresh,
                Optional.empty());
    }

    private static SchemaVersionsView.Row row(Version version) {
        return new SchemaVersionsView.Row(
                version.version().orElse("repeatable"),
                version.description(),
                version.script(),
                badge(version.state()),
                version.installedOn(),
                version.milliseconds().isPresent() ? version.milliseconds().getAsInt() + " ms" : "");
    }

    private static Badge badge(State state) {
        return switch (state) {
            case PENDING -> new Badge("Pending", Tone.BUSY);
            case APPLIED -> new Badge("Applied", Tone.GOOD);
            case FAILED -> new Badge("Failed", Tone.BAD);
            case CHANGED -> new Badge("Changed since", Tone.BAD);
            case MISSING -> new Badge("File is gone", Tone.WARN);
            case OUT_OF_ORDER -> new Badge("Out of order", Tone.WARN);
            case BELOW_BASELINE -> new Badge("Below the baseline", Tone.QUIET);
            case BASELINE -> new Badge("Baseline", Tone.QUIET);
            case UNDONE -> new Badge("Taken back", Tone.BUSY);
        };
    }
}
