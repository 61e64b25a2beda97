package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigProblem;
import dev.naust.console.form.Pointer;
import dev.naust.console.view.Fact;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How somebody wants one collection changed on its way, as it was typed.
 *
 * @param to its name in the target; empty keeps the name
 * @param filter which records move, as JSON; empty takes all
 */
record CollectionChange(String to, String filter, List<FieldRow> fields, ShapeRows shapes) {
    /** What a field's change is called in the form: a word, and behind {@code CAST} the kind. */
    static final String CAST = "CAST ";

    static final String DROP = "DROP";
    static final String MASK = "MASK";
    static final String HASH = "HASH";
    static final String CONSTANT = "CONSTANT";

    private static final JsonValues JSON = new JsonValues();

    /**
     * One field.
     *
     * @param change one of the words above; empty leaves its values as they are
     * @param detail the constant's value, or how many characters a mask shows at the start and at the end
     * @param nulls whether it may be empty: one of the two words below; empty leaves it as it was declared
     */
    record FieldRow(String name, String to, String change, String detail, String nulls) {
        /** A field of which nothing is said. */
        static FieldRow plain(String name) {
            return new FieldRow(name, "", "", "", "");
        }

        private boolean says() {
            return !name.isEmpty() && !(to.isEmpty() && change.isEmpty() && nulls.isEmpty());
        }
    }

    static final String MAY_BE_NULL = "YES";
    static final String NEVER_NULL = "NO";

    CollectionChange {
        fields = List.copyOf(fields);
    }

    /** Nothing filled in yet. */
    static CollectionChange begun() {
        return new CollectionChange("", "", List.of(), ShapeRows.none());
    }

    static CollectionChange sent(SentFields sent, String collection) {
        List<String> names = sent.names("field " + collection);
        List<FieldRow> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            rows.add(new FieldRow(
                    names.get(i),
                    sent.at("fieldTo " + collection, i),
                    sent.at("change " + collection, i),
                    sent.at("detail " + collection, i),
                    sent.at("nulls " + collection, i)));
        }
        return new CollectionChange(
                sent.text("to " + collection),
                sent.text("filter " + collection),
                rows.stream().filter(FieldRow::says).toList(),
                ShapeRows.sent(sent, collection));
    }

    /**
     * The same with a field's change in the place of what was said of the field before.
     *
     * @param field as a plan names it, which knows it by its new name
     */
    CollectionChange with(String field, String change) {
        List<FieldRow> rows = new ArrayList<>(fields);
        FieldRow before = fields.stream()
                .filter(row -> (row.to().isEmpty() ? row.name() : row.to()).equals(field))
                .findFirst()
                .orElse(FieldRow.plain(field));
        rows.remove(before);
        rows.add(new FieldRow(before.name(), before.to(), change, "", before.nulls()));
        return new CollectionChange(this.to, filter, rows, shapes);
    }

    boolean isEmpty() {
        return to.isEmpty() && filter.isEmpty() && fields.isEmpty() && shapes.isEmpty();
    }

    /** The same as hidden fields. */
    void hide(String collection, List<Fact> hidden) {
        hidden.add(new Fact("opened", collection));
        hidden.add(new Fact("to " + collection, to));
        hidden.add(new Fact("filter " + collection, filter));
        shapes.hide(collection, hidden);
        for (FieldRow row : fields) {
            hidden.add(new Fact("field " + collection, row.name()));
            hidden.add(new Fact("fieldTo " + collection, row.to()));
            hidden.add(new Fact("change " + collection, row.change()));
            hidden.add(new Fact("detail " + collection, row.detail()));
            hidden.add(new Fact("nulls " + collection, row.nulls()));
        }
    }

    /**
     * As a request has it.
     *
     * @param pointer its place in the request
     * @param problems is told what cannot be said in a request at all
     */
    Document form(String name, String pointer, List<ConfigProblem> problems) {
        Map<String, Value> form = new LinkedHashMap<>();
        form.put("name", Value.text(name));
        if (!to.isEmpty()) {
            form.put("to", Value.text(to));
        }
        if (!filter.isEmpty()) {
            try {
                form.put("filter", JSON.readObject(filter));
            } catch (MalformedJsonException e) {
                problems.add(new ConfigProblem(pointer + "/filter", "is not JSON. " + e.getMessage()));
            }
        }
        Map<String, Value> changes = new LinkedHashMap<>();
        for (FieldRow row : fields) {
            changes.put(row.name(), change(row, Pointer.child(pointer + "/fields", row.name()), problems));
        }
        if (!changes.isEmpty()) {
            form.put("fields", Document.of(changes));
        }
        shapes.form(form);
        return Document.of(form);
    }

    private static Value change(FieldRow row, String pointer, List<ConfigProblem> problems) {
        Map<String, Value> change = new LinkedHashMap<>();
        if (!row.to().isEmpty()) {
            change.put("to", Value.text(row.to()));
        }
        switch (row.nulls()) {
            case "" -> {}
            case MAY_BE_NULL -> change.put("nullable", Value.Bool.TRUE);
            case NEVER_NULL -> change.put("nullable", Value.Bool.FALSE);
            default -> problems.add(new ConfigProblem(pointer, "cannot be empty or not like this: " + row.nulls()));
        }
        if (row.change().startsWith(CAST)) {
            change.put("cast", Value.text(row.change().substring(CAST.length())));
        } else {
            switch (row.change()) {
                case "" -> {}
                case DROP -> change.put("drop", Value.Bool.TRUE);
                case HASH -> change.put("hash", Value.Bool.TRUE);
                case CONSTANT -> change.put("constant", constant(row.detail()));
                case MASK -> change.put("mask", mask(row.detail(), pointer, problems));
                default -> problems.add(new ConfigProblem(pointer, "cannot be changed like this: " + row.change()));
            }
        }
        return Document.of(change);
    }

    /** What reads as a number, true, false or a quoted text is that; all else is a text as it stands. */
    private static Value constant(String text) {
        try {
            return JSON.read(text);
        } catch (MalformedJsonException e) {
            return Value.text(text);
        }
    }

    private static Value mask(String detail, String pointer, List<ConfigProblem> problems) {
        String[] shown = detail.isEmpty() ? new String[] {"0", "0"} : detail.split("\\s*[,; ]\\s*", -1);
        if (shown.length > 2 || !String.join("", shown).matches("[0-9]{1,8}") || shown[0].isEmpty()) {
            problems.add(new ConfigProblem(
                    pointer,
                    "needs how many characters a mask shows at the start and at the end, such as 2, 4; or nothing"));
            return Value.Bool.TRUE;
        }
        long last = shown.length > 1 && !shown[1].isEmpty() ? Long.parseLong(shown[1]) : 0;
        return Document.of(Map.of("first", Value.int64(Long.parseLong(shown[0])), "last", Value.int64(last)));
    }
}
