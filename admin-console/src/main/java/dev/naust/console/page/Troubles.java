package dev.naust.console.page;

import dev.naust.api.service.ConfigProblem;
import dev.naust.console.form.Pointer;
import dev.naust.console.view.FormPart;
import dev.naust.console.view.Show;
import dev.naust.console.view.StoreFormView.FormSection;
import dev.naust.console.view.StoreFormView.JsonText;
import dev.naust.console.view.StoreFormView.Trouble;
import dev.naust.json.JsonPlaces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists everything that is wrong with a configuration, each with the way to its place. */
final class Troubles {
    private static final int EXCERPT = 60;
    private static final Pattern LINE = Pattern.compile("^Line ([0-9]{1,7}),");

    private final List<ConfigProblem> problems;

    Troubles(List<ConfigProblem> problems) {
        this.problems = problems;
    }

    /** A message as a sentence that can stand alone. */
    static String sentence(String message) {
        if (message.isEmpty()) {
            return message;
        }
        String begun = Character.toUpperCase(message.charAt(0)) + message.substring(1);
        return ".!?".indexOf(begun.charAt(begun.length() - 1)) >= 0 ? begun : begun + ".";
    }

    /**
     * @param shown the pointers of all parts of the form
     */
    List<Trouble> inForm(List<FormSection> sections, Set<String> shown) {
        Map<String, String> labels = new HashMap<>();
        labels.put("id", "Name");
        labels.put("type", "Type");
        sections.forEach(section -> label(section.parts(), "", labels));
        List<String> order = new ArrayList<>(List.of("/type", "/id"));
        order.addAll(shown);
        List<ConfigProblem> sorted = problems.stream()
                .sorted(Comparator.comparingInt(problem ->
                        nearest(problem.pointer(), shown).map(order::indexOf).orElse(-1)))
                .toList();
        List<Trouble> troubles = new ArrayList<>();
        for (ConfigProblem problem : sorted) {
            Optional<String> place = nearest(problem.pointer(), shown);
            String id = place.map(Pointer::id).orElse("");
            String name = place.filter(problem.pointer()::equals)
                    .map(found -> labels.getOrDefault(id, problem.pointer()))
                    .orElse(problem.pointer());
            troubles.add(new Trouble(name, sentence(problem.message()), id.isEmpty() ? "" : "#" + id, 0, ""));
        }
        return troubles;
    }

    private static Optional<String> nearest(String pointer, Set<String> shown) {
        for (String at = pointer; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
            if (shown.contains(at) || at.equals("/id") || at.equals("/type")) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    private static void label(List<FormPart> parts, String before, Map<String, String> labels) {
        for (FormPart part : parts) {
            String name = before + part.label();
            labels.put(part.id(), name);
            if (part instanceof FormPart.Fieldset group) {
                label(group.parts(), name + ", ", labels);
            } else if (part instanceof FormPart.Ways ways) {
                label(ways.parts(), before, labels);
            } else if (part instanceof FormPart.Rows rows) {
                rows.rows().forEach(row -> label(List.of(row.part()), name + ", ", labels));
            }
        }
    }

    List<Trouble> inText(JsonText text) {
        List<String> lines = List.of(text.text().split("\n", -1));
        Map<String, Integer> places = new JsonPlaces().lines(text.text());
        List<Trouble> troubles = new ArrayList<>();
        for (ConfigProblem problem : problems) {
            if (problem.pointer().equals("/id")) {
                troubles.add(new Trouble("Name", sentence(problem.message()), "#id", 0, ""));
                continue;
            }
            String at = problem.pointer();
            while (!at.isEmpty() && !places.containsKey(at)) {
                at = at.substring(0, at.lastIndexOf('/'));
            }
            int line = problem.pointer().isEmpty() ? named(problem.message()) : places.getOrDefault(at, 0);
            line = Math.min(line, lines.size());
            String excerpt = line == 0 ? "" : Show.cut(lines.get(line - 1).strip(), EXCERPT);
            // The link says the line already.
            String message = problem.pointer().isEmpty()
                    ? LINE.matcher(problem.message()).replaceFirst("").strip()
                    : problem.message();
            troubles.add(new Trouble(problem.pointer(), sentence(message), "#json", line, excerpt));
        }
        troubles.sort(Comparator.comparingInt(Trouble::line));
        return troubles;
    }

    /** The line that the message about a text that is no JSON names. */
    private static int named(String message) {
        Matcher matcher = LINE.matcher(message);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
