package dev.naust.console.page;

import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.console.view.Choice;
import dev.naust.console.view.FormPart.Field;
import dev.naust.console.view.FormPart.Input;
import dev.naust.console.view.MigrationFormView.OptionGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A migration's options as parts of a form: what people call them, what they mean, what was filled in. */
final class MigrationOptions {
    private final MigrationForm form;
    private final Map<String, String> problems;

    /** @param problems what is wrong with options, by their names */
    MigrationOptions(MigrationForm form, Map<String, String> problems) {
        this.form = form;
        this.problems = problems;
    }

    /** What many think about. */
    List<Field> common() {
        return List.of(
                choice(
                        "conflict",
                        "When the target has a record with the same key",
                        "",
                        Stream.of(Conflict.values())
                                .map(each -> option("conflict", each.name(), words(each)))
                                .toList()),
                choice(
                        "validate",
                        "Prove that everything arrived",
                        "",
                        List.of(
                                option("validate", "true", "At the end: read back and compare"),
                                option(
                                        "validate",
                                        "BEFORE,AFTER",
                                        "Also before: begin only when every record can be converted"),
                                option(
                                        "validate",
                                        "DURING,AFTER",
                                        "Also during: look up each chunk as soon as it is written"),
                                option("validate", "BEFORE,DURING,AFTER", "Before, during and at the end"),
                                option("validate", "false", "Not at all"))),
                box(
                        "continueOnError",
                        "Go on when a record does not fit",
                        "Such records are left out and listed, to be put right and replayed. Otherwise the first of them"
                                + " undoes everything."),
                box(
                        "follow",
                        "Follow the source afterwards",
                        "What changes in the source is carried over until you cut over to the target, so that nobody has"
                                + " to stop writing."));
    }

    /** The rest. */
    List<OptionGroup> more() {
        return List.of(
                new OptionGroup(
                        "The target",
                        List.of(
                                box(
                                        "backupFirst",
                                        "Back it up first",
                                        "Nothing is written before the backup is whole."),
                                box(
                                        "skipExisting",
                                        "Leave out collections that it has already",
                                        "Whole collections; their records are not looked at."))),
                new OptionGroup(
                        "Values and records that do not fit",
                        List.of(
                                choice(
                                        "lossy",
                                        "Fields that the target does not hold exactly",
                                        "",
                                        List.of(
                                                option(
                                                        "lossy",
                                                        Lossy.REJECT.name(),
                                                        "Keep their type; a value that would change is rejected"),
                                                option(
                                                        "lossy",
                                                        Lossy.AS_TEXT.name(),
                                                        "Keep them as text, which holds every value"))),
                                number(
                                        "rejectLimit",
                                        "Stop after so many rejects",
                                        "never",
                                        "Counts only when it goes on at a record that does not fit."))),
                new OptionGroup(
                        "Pace",
                        List.of(
                                number(
                                        "retryAttempts",
                                        "Tries again when a store does not answer",
                                        MigrationForm.usual("retryAttempts"),
                                        "With longer and longer pauses."),
                                number("rateLimit", "Records a second, at most", "as fast as it goes", ""),
                                number("parallelism", "Collections at a time", "by the machine", ""),
                                number("batchSize", "Records in a batch", MigrationForm.usual("batchSize"), ""))));
    }

    /** How many of the rest are not as usual. */
    int set() {
        return (int) more().stream()
                .flatMap(group -> group.fields().stream())
                .filter(field -> form.options().containsKey(field.name()))
                .count();
    }

    private Choice option(String name, String value, String text) {
        return new Choice(value, text, value.equals(value(name)));
    }

    private String value(String name) {
        return form.options().getOrDefault(name, MigrationForm.usual(name));
    }

    private Field choice(String name, String label, String hint, List<Choice> choices) {
        return field(name, label, hint, Input.CHOICE, value(name), "", choices);
    }

    private Field box(String name, String label, String hint) {
        return field(name, label, hint, Input.SWITCH, value(name), "", List.of());
    }

    private Field number(String name, String label, String usual, String hint) {
        return field(name, label, hint, Input.NUMBER, form.options().getOrDefault(name, ""), usual, List.of());
    }

    private Field field(
            String name,
            String label,
            String hint,
            Input input,
            String value,
            String placeholder,
            List<Choice> choices) {
        return field(
                name, name, label, hint, input, value, placeholder, choices, Optional.ofNullable(problems.get(name)));
    }

    /** A part of the form that is not required and brings no other with it. */
    static Field field(
            String name,
            String id,
            String label,
            String hint,
            Input input,
            String value,
            String placeholder,
            List<Choice> choices,
            Optional<String> problem) {
        return new Field(
                name,
                id,
                label,
                hint,
                input,
                value,
                placeholder,
                input == Input.CHOICE,
                false,
                Optional.empty(),
                false,
                false,
                false,
                choices,
                problem.map(Troubles::sentence));
    }

    private static String words(Conflict policy) {
        return switch (policy) {
            case FAIL -> "Do not start";
            case SKIP -> "Keep the target's record";
            case OVERWRITE -> "Take the source's record";
            case MERGE -> "Take the source's fields that are filled in";
            case INTERACTIVE -> "Ask me for each of them";
        };
    }
}
