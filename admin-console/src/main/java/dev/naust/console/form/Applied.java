package dev.naust.console.form;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an object's schema asks for once its conditions have looked at a value: the fields that count now, which of them are
 * required, which of them decide what others count, and the ways between which a person chooses.
 */
final class Applied {
    private static final int DEEPEST = 8;

    private final Map<String, Shape> fields = new LinkedHashMap<>();
    private final Set<String> required = new LinkedHashSet<>();
    private final Set<String> deciding = new LinkedHashSet<>();
    private Optional<Ways> ways = Optional.empty();

    private final Document value;
    private final OptionalInt wanted;

    private Applied(Document value, OptionalInt wanted) {
        this.value = value;
        this.wanted = wanted;
    }

    /**
     * The ways that a {@code oneOf} leaves.
     *
     * @param chosen the index of the way that is taken
     * @param own the fields of the chosen way alone
     */
    record Ways(List<String> titles, int chosen, Set<String> own) {}

    /**
     * @param wanted the way that somebody chose; empty to choose by the value
     */
    static Applied of(Shape shape, Document value, OptionalInt wanted) {
        Applied applied = new Applied(value, wanted);
        applied.take(shape, 0);
        return applied;
    }

    Map<String, Shape> fields() {
        return fields;
    }

    boolean isRequired(String name) {
        return required.contains(name);
    }

    /** Whether other fields come and go with this one. */
    boolean isDeciding(String name) {
        return deciding.contains(name);
    }

    Optional<Ways> ways() {
        return ways;
    }

    private void take(Shape shape, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        shape.members("properties").forEach((name, field) -> fields.merge(name, field, Shape::and));
        required.addAll(shape.texts("required"));
        shape.branches("allOf").forEach(branch -> take(branch, depth + 1));
        condition(shape, depth);
        dependents(shape, depth);
        choose(shape, depth);
    }

    private void condition(Shape shape, int depth) {
        Optional<Shape> condition = shape.branch("if");
        if (condition.isEmpty()) {
            return;
        }
        decidingNames(condition.get(), 0);
        boolean holds = Conditions.hold(condition.get(), value);
        shape.branch(holds ? "then" : "else").ifPresent(branch -> take(branch, depth + 1));
    }

    private void decidingNames(Shape condition, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        deciding.addAll(condition.members("properties").keySet());
        deciding.addAll(condition.texts("required"));
        for (String list : List.of("allOf", "anyOf", "oneOf")) {
            condition.branches(list).forEach(branch -> decidingNames(branch, depth + 1));
        }
        condition.branch("not").ifPresent(branch -> decidingNames(branch, depth + 1));
    }

    private void dependents(Shape shape, int depth) {
        if (shape.member("dependentRequired").orElse(Document.empty()) instanceof Document rules) {
            rules.toMap().forEach((name, needed) -> {
                deciding.add(name);
                if (value.get(name).isPresent() && needed instanceof Value.Array names) {
                    names.items().forEach(each -> required.add(each.toString()));
                }
            });
        }
        shape.members("dependentSchemas").forEach((name, branch) -> {
            deciding.add(name);
            if (value.get(name).isPresent()) {
                take(branch, depth + 1);
            }
        });
    }

    private void choose(Shape shape, int depth) {
        List<Shape> branches = shape.branches("oneOf");
        if (branches.isEmpty()) {
            branches = shape.branches("anyOf").stream()
                    .filter(branch -> !branch.members("properties").isEmpty())
                    .toList();
        }
        if (branches.size() < 2 || ways.isPresent()) {
            branches.forEach(branch -> take(branch, depth + 1));
            return;
        }
        List<Set<String>> own = branches.stream().map(Applied::names).toList();
        Set<String> shared = new LinkedHashSet<>(own.get(0));
        own.forEach(shared::retainAll);
        own.forEach(names -> names.removeAll(shared));
        int chosen = wanted.isPresent() && wanted.getAsInt() < branches.size()
                ? Math.max(0, wanted.getAsInt())
                : best(branches, own);
        // A field of another way does not count in this one, wherever it is described.
        for (int i = 0; i < own.size(); i++) {
            if (i != chosen) {
                own.get(i).stream()
                        .filter(name -> !own.get(chosen).contains(name))
                        .forEach(fields::remove);
            }
        }
        ways = Optional.of(new Ways(titles(branches, own), chosen, own.get(chosen)));
        take(branches.get(chosen), depth + 1);
    }

    private static Set<String> names(Shape branch) {
        Set<String> names = new LinkedHashSet<>(branch.members("properties").keySet());
        names.addAll(branch.texts("required"));
        return names;
    }

    private int best(List<Shape> branches, List<Set<String>> own) {
        int best = 0;
        long most = -1;
        for (int i = 0; i < branches.size(); i++) {
            long present = own.get(i).stream()
                    .filter(name -> value.get(name).isPresent())
                    .count();
            long score = present * 2 + (Conditions.hold(branches.get(i), value) ? 1 : 0);
            // A constant that contradicts rules a way out, however many of its fields are there.
            if (contradicts(branches.get(i))) {
                score = -1;
            }
            if (score > most) {
                most = score;
                best = i;
            }
        }
        return best;
    }

    private boolean contradicts(Shape branch) {
        return branch.members("properties").entrySet().stream()
                .filter(field -> field.getValue().kind() == Shape.Kind.CONSTANT)
                .anyMatch(field -> value.get(field.getKey())
                        .map(found -> !Conditions.hold(field.getValue(), found))
                        .orElse(false));
    }

    private List<String> titles(List<Shape> branches, List<Set<String>> own) {
        List<String> titles = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            Shape branch = branches.get(i);
            int number = i + 1;
            Set<String> names = own.get(i);
            titles.add(branch.text("title")
                    .or(() -> constant(branch))
                    .orElseGet(() -> names.isEmpty()
                            ? "Way " + number
                            : names.stream().map(name -> title(branch, name)).collect(Collectors.joining(", "))));
        }
        return titles;
    }

    private String title(Shape branch, String name) {
        return Optional.ofNullable(branch.members("properties").get(name))
                .or(() -> Optional.ofNullable(fields.get(name)))
                .map(field -> field.label(name))
                .orElseGet(() -> Shape.words(name));
    }

    private static Optional<String> constant(Shape branch) {
        return branch.members("properties").values().stream()
                .flatMap(field -> field.text("const").stream())
                .findFirst()
                .map(Shape::words);
    }
}
