package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.console.form.FormBuilder;
import dev.naust.console.form.Shape;
import dev.naust.console.view.FormPart;
import dev.naust.console.view.StoreFormView.FormSection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lays a store's form out: first the connection, then what the data is, then what may stay as it is. For one form. */
final class StoreSections {
    private static final String CONNECTION = "connection";
    private static final List<String> DATA = List.of("classification", "residency");

    private final FormBuilder builder;

    StoreSections(FormBuilder builder) {
        this.builder = builder;
    }

    /**
     * @param definition what is filled in, without secrets
     * @param parts the shapes of its parts
     */
    List<FormSection> of(Document definition, Map<String, Shape> parts) {
        List<FormSection> sections = new ArrayList<>();
        Shape connection = parts.get(CONNECTION);
        if (connection != null) {
            List<FormPart> fields = builder.parts(connection, definition.get(CONNECTION), "/" + CONNECTION);
            if (!fields.isEmpty()) {
                sections.add(new FormSection(CONNECTION, "Connection", "", fields));
            }
        }
        List<FormPart> data = new ArrayList<>();
        List<FormPart> further = new ArrayList<>();
        rest(definition, parts).forEach((name, part) -> (DATA.contains(name) ? data : further).add(part));
        if (!data.isEmpty()) {
            sections.add(new FormSection(
                    "about-data", "The data in it", "Decides where it may be copied and who is warned.", data));
        }
        if (!further.isEmpty()) {
            sections.add(new FormSection("further", "Running it", "", further));
        }
        return sections;
    }

    private Map<String, FormPart> rest(Document definition, Map<String, Shape> parts) {
        Map<String, FormPart> rest = new LinkedHashMap<>();
        // The builder makes the parts of objects: what is left of the definition is one.
        Map<String, Shape> shapes = new LinkedHashMap<>(parts);
        shapes.remove(CONNECTION);
        Document left = definition.without("type").without("id");
        if (parts.containsKey(CONNECTION) || isEmpty(left.get(CONNECTION).orElse(Document.empty()))) {
            left = left.without(CONNECTION);
        }
        for (FormPart part : builder.parts(Shape.object(shapes), Optional.of(left), "")) {
            rest.put(part.id(), part);
        }
        return rest;
    }

    private static boolean isEmpty(Value value) {
        return value instanceof Document document && document.size() == 0;
    }
}
