package dev.naust.console.page;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.console.form.Pointer;
import dev.naust.console.page.CollectionChange.FieldRow;
import dev.naust.console.view.Choice;
import dev.naust.console.view.FormPart.Input;
import dev.naust.console.view.MigrationFormView.Changed;
import dev.naust.console.view.MigrationFormView.ChangedField;
import dev.naust.console.view.MigrationFormView.FlatRow;
import dev.naust.console.view.MigrationFormView.NestRow;
import dev.naust.console.view.Show;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of the form that says how collections are changed on their way. */
final class MigrationChanges {
    private static final List<Kind> CASTS = List.of(
            Kind.TEXT,
            Kind.BOOL,
            Kind.INT64,
            Kind.DECIMAL,
            Kind.FLOAT64,
            Kind.DATE,
            Kind.TIME,
            Kind.LOCAL_TIMESTAMP,
            Kind.MOMENT,
            Kind.UUID,
            Kind.JSON);

    private static final Pattern SHAPE = Pattern.compile("^(flatten|nest)/([0-9]+)");

    private final MigrationForm form;
    private final Map<String, String> problems;
    private List<String> offered = List.of();

    /** @param problems what is wrong, by JSON pointers into the request */
    MigrationChanges(MigrationForm form, Map<String, String> problems) {
        this.form = form;
        this.problems = problems;
    }

    /** All collections that are opened; their fields are asked of the store, and where it does not say, of the form. */
    List<Changed> view(Optional<Store> source, Map<String, DatasetId> held) throws InterruptedException {
        offered = List.copyOf(held.keySet());
        List<Changed> changed = new ArrayList<>();
        for (Map.Entry<String, CollectionChange> each : form.changes().entrySet()) {
            changed.add(view(each.getKey(), each.getValue(), fields(source, held.get(each.getKey()))));
        }
        return changed;
    }

    private static Map<String, String> fields(Optional<Store> source, @Nullable DatasetId id)
            throws InterruptedException {
        Map<String, String> types = new LinkedHashMap<>();
        if (source.isEmpty() || id == null) {
            return types;
        }
        try {
            for (Field field : source.get().describe(id).fields()) {
                String type = field.type().nativeType();
                types.put(field.name(), type.isEmpty() ? field.type().describe() : type);
            }
        } catch (StoreException e) {
            // The page says already that the store does not answer; what was typed is shown all the same.
            types.clear();
        }
        return types;
    }

    private Changed view(String name, CollectionChange change, Map<String, String> types) {
        String id = id(name);
        String pointer = "/collections/" + form.named().indexOf(name);
        List<ChangedField> rows = new ArrayList<>();
        Map<String, String> all = new LinkedHashMap<>(types);
        change.fields().forEach(row -> all.putIfAbsent(row.name(), ""));
        all.forEach((field, type) -> {
            FieldRow row = change.fields().stream()
                    .filter(each -> each.name().equals(field))
                    .findFirst()
                    .orElse(FieldRow.plain(field));
            String at = Pointer.child(pointer + "/fields", field);
            rows.add(row(id, rows.size(), row, type, problem(at)));
        });
        rows.add(row(id, rows.size(), FieldRow.plain(""), "", Optional.empty()));
        return new Changed(
                name,
                id,
                MigrationOptions.field(
                        "to " + name,
                        id + "-to",
                        "Its name in the target",
                        "",
                        Input.TEXT,
                        change.to(),
                        name,
                        List.of(),
                        Optional.ofNullable(problems.get(pointer + "/to"))),
                MigrationOptions.field(
                        "filter " + name,
                        id + "-filter",
                        "Only records with",
                        "JSON, with eq, ne, lt, lte, gt, gte, in, contains and isNull.",
                        Input.TEXT,
                        change.filter(),
                        "{\"year\": {\"gte\": 2020}}",
                        List.of(),
                        Optional.ofNullable(problems.get(pointer + "/filter"))),
                rows,
                List.copyOf(all.keySet()),
                flat(id, pointer, change.shapes()),
                others(name),
                nested(id, pointer, change.shapes()));
    }

    private List<FlatRow> flat(String id, String pointer, ShapeRows shapes) {
        List<FlatRow> rows = new ArrayList<>();
        for (ShapeRows.Flat each : shapes.flat()) {
            rows.add(new FlatRow(
                    id + "-flatten-" + rows.size(),
                    each.field(),
                    each.to(),
                    each.parent(),
                    each.position(),
                    each.key(),
                    problem(pointer + "/flatten/" + rows.size())));
        }
        rows.add(new FlatRow(id + "-flatten-" + rows.size(), "", "", "", "", "", Optional.empty()));
        return rows;
    }

    private List<NestRow> nested(String id, String pointer, ShapeRows shapes) {
        List<NestRow> rows = new ArrayList<>();
        for (ShapeRows.Nested each : shapes.nested()) {
            rows.add(new NestRow(
                    id + "-nest-" + rows.size(),
                    each.collection(),
                    each.as(),
                    each.by(),
                    each.position(),
                    each.nulls().equals(ShapeRows.OMITTED),
                    each.most(),
                    problem(pointer + "/nest/" + rows.size())));
        }
        rows.add(new NestRow(id + "-nest-" + rows.size(), "", "", "", "", false, "", Optional.empty()));
        return rows;
    }

    /** What can go into a collection. */
    private List<String> others(String name) {
        return offered.stream().filter(each -> !each.equals(name)).toList();
    }

    /** What is wrong with a part of the request or with something in it. */
    private Optional<String> problem(String at) {
        return problems.entrySet().stream()
                .filter(each -> each.getKey().equals(at) || each.getKey().startsWith(at + "/"))
                .map(Map.Entry::getValue)
                .findFirst()
                .map(Troubles::sentence);
    }

    private static ChangedField row(String id, int index, FieldRow row, String type, Optional<String> problem) {
        return new ChangedField(
                id + "-f" + index,
                row.name(),
                type,
                row.to(),
                choices(row.change()),
                row.detail(),
                nulls(row.nulls()),
                problem);
    }

    private static List<Choice> nulls(String chosen) {
        return List.of(
                new Choice("", "As declared", chosen.isEmpty()),
                new Choice(CollectionChange.MAY_BE_NULL, "May be empty", chosen.equals(CollectionChange.MAY_BE_NULL)),
                new Choice(CollectionChange.NEVER_NULL, "Never empty", chosen.equals(CollectionChange.NEVER_NULL)));
    }

    private static List<Choice> choices(String chosen) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("", "As it is");
        words.put(CollectionChange.DROP, "Left behind");
        words.put(CollectionChange.CONSTANT, "Constant");
        words.put(CollectionChange.MASK, "Masked");
        words.put(CollectionChange.HASH, "Hashed");
        CASTS.forEach(kind -> words.put(CollectionChange.CAST + kind, "Cast to " + words(kind)));
        words.putIfAbsent(chosen, chosen.startsWith(CollectionChange.CAST) ? "Cast to " + chosen.substring(5) : chosen);
        return words.entrySet().stream()
                .map(each ->
                        new Choice(each.getKey(), each.getValue(), each.getKey().equals(chosen)))
                .toList();
    }

    private static String words(Kind kind) {
        return switch (kind) {
            case BOOL -> "true or false";
            case INT64 -> "whole number";
            case FLOAT64 -> "floating-point number";
            case LOCAL_TIMESTAMP -> "date and time";
            case MOMENT -> "instant";
            case UUID, JSON -> kind.name();
            default -> Show.word(kind.name()).toLowerCase(Locale.ROOT);
        };
    }

    /** Where a problem of a changed collection stands on the page; empty when it is not one of those. */
    Optional<String> place(String pointer) {
        List<String> named = form.named();
        for (int i = 0; i < named.size(); i++) {
            String start = "/collections/" + i + "/";
            if (pointer.startsWith(start)) {
                String rest = pointer.substring(start.length());
                String id = id(named.get(i));
                Matcher shape = SHAPE.matcher(rest);
                if (shape.find()) {
                    return Optional.of(id + "-" + shape.group(1) + "-" + shape.group(2));
                }
                return Optional.of(List.of("to", "filter").contains(rest) ? id + "-" + rest : id);
            }
        }
        return Optional.empty();
    }

    private String id(String name) {
        return "c" + List.copyOf(form.changes().keySet()).indexOf(name);
    }
}
