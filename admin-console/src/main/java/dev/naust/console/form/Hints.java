package dev.naust.console.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a form says under a field: what the schema says of it, and what may be entered, in words. */
final class Hints {
    private static final String SECRET =
            "Better than the secret itself is where to find it: ${env:NAME} or ${file:/path}.";

    private Hints() {}

    static String of(Shape shape) {
        List<String> sentences = new ArrayList<>();
        shape.text("description").map(Hints::sentence).ifPresent(sentences::add);
        if (shape.isSecret()) {
            sentences.add(SECRET);
        } else {
            range(shape).ifPresent(sentences::add);
            form(shape, String.join(" ", sentences)).ifPresent(sentences::add);
        }
        return String.join(" ", sentences);
    }

    private static String sentence(String text) {
        return text.isEmpty() || ".!?".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + ".";
    }

    private static Optional<String> range(Shape shape) {
        Optional<String> least = shape.number("minimum").map(Object::toString);
        Optional<String> most = shape.number("maximum").map(Object::toString);
        if (least.isPresent() && most.isPresent()) {
            return Optional.of(least.get() + " to " + most.get() + ".");
        }
        return least.map(number -> "At least " + number + ".").or(() -> most.map(number -> "At most " + number + "."));
    }

    private static Optional<String> form(Shape shape, String said) {
        if (shape.kind() == Shape.Kind.JSON) {
            return Optional.of("As JSON.");
        }
        String known = said.toLowerCase(Locale.ROOT);
        if (shape.text("format").filter("naust-path"::equals).isPresent() && !known.contains("relative")) {
            return Optional.of("A path on the server; relative to the home folder.");
        }
        if (shape.text("format").filter("naust-host"::equals).isPresent() && !known.contains("address")) {
            return Optional.of("A host name or address, without the port.");
        }
        if (isDuration(shape) && !known.contains("such as")) {
            return Optional.of("A number and its unit, such as " + example(shape) + ".");
        }
        return Optional.empty();
    }

    /** Durations are texts with a pattern; the pattern that takes them and no other word is one for them. */
    private static boolean isDuration(Shape shape) {
        return shape.text("pattern")
                .filter(pattern -> pattern.contains("(") || pattern.contains("["))
                .filter(pattern -> Conditions.matches(pattern, "30s") && !Conditions.matches(pattern, "word"))
                .filter(pattern -> !Conditions.matches(pattern, "30"))
                .isPresent();
    }

    private static String example(Shape shape) {
        String pattern = shape.text("pattern").orElse("");
        String shown = shape.preset().map(Object::toString).orElse("");
        return List.of("10m", "30s", "500ms").stream()
                .filter(each -> !each.equals(shown) && Conditions.matches(pattern, each))
                .findFirst()
                .orElse("30s");
    }
}
