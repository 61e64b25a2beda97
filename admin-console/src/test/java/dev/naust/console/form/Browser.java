package dev.naust.console.form;

import dev.naust.api.model.Value;
import dev.naust.console.view.Choice;
import dev.naust.console.view.FormPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Fills in a form the way a browser does: what stands in the parts is sent as it is, but for what a test types over it. */
final class Browser {
    private final Shape shape;
    private final Map<String, List<String>> sent = new LinkedHashMap<>();
    private final Map<String, Value> hidden;

    private Browser(Shape shape, Map<String, Value> hidden) {
        this.shape = shape;
        this.hidden = hidden;
    }

    /** Opens the form of a value. */
    static Browser open(Shape shape, Optional<Value> value) {
        Masks masks = new Masks();
        Optional<Value> masked = value.map(found -> masks.mask((dev.naust.api.model.Document) found, shape));
        Browser browser = new Browser(shape, masks.hidden());
        browser.collect(parts(shape, masked));
        return browser;
    }

    static List<FormPart> parts(Shape shape, Optional<Value> value) {
        return new FormBuilder(new FormBuilder.Marks(Map.of(), Map.of(), place -> OptionalInt.empty(), ""))
                .parts(shape, value, "");
    }

    private void collect(List<FormPart> parts) {
        for (FormPart part : parts) {
            if (part instanceof FormPart.Field field) {
                collect(field);
            } else if (part instanceof FormPart.Fieldset group) {
                collect(group.parts());
            } else if (part instanceof FormPart.Ways ways) {
                chosen(ways.choices()).ifPresent(choice -> type(ways.name(), choice));
                collect(ways.parts());
            } else if (part instanceof FormPart.Rows rows) {
                rows.rows().forEach(row -> collect(List.of(row.part())));
            }
        }
    }

    private void collect(FormPart.Field field) {
        if (field.explicit()) {
            type("set " + field.name(), "1");
        }
        switch (field.input()) {
            case SWITCH -> {
                type(field.name(), "false");
                if (field.value().equals("true")) {
                    type(field.name(), "true");
                }
            }
            case CHOICE, RADIO -> chosen(field.options()).ifPresent(choice -> type(field.name(), choice));
            case TEXT, NUMBER, SECRET, JSON, CONSTANT -> type(field.name(), field.value());
        }
    }

    private static Optional<String> chosen(List<Choice> choices) {
        return choices.stream().filter(Choice::chosen).map(Choice::value).findFirst();
    }

    /** Types a value into a field, over what is there. */
    Browser type(String name, String value) {
        sent.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        return this;
    }

    /** What the server makes of what is sent. */
    Optional<Value> send() {
        return new FormReader(new dev.naust.json.JsonValues(), new Sent(sent, hidden)).read(shape, "");
    }
}
