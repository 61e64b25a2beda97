package dev.naust.migration.compare;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Puts a report's parts into a document, and takes them out again. */
final class Fields {
    private final Map<String, Value> fields = new LinkedHashMap<>();

    Fields put(String name, String text) {
        return put(name, Value.text(text));
    }

    Fields put(String name, long number) {
        return put(name, Value.int64(number));
    }

    Fields put(String name, boolean truth) {
        return put(name, Value.Bool.of(truth));
    }

    Fields put(String name, Value value) {
        fields.put(name, value);
        return this;
    }

    Fields seconds(String name, double seconds) {
        return put(name, new Value.Decimal(BigDecimal.valueOf(Math.round(seconds * 1000), 3)));
    }

    <T> Fields put(String name, List<T> items, Function<T, Value> form) {
        return put(name, new Value.Array(items.stream().map(form).toList()));
    }

    Document document() {
        return Document.of(fields);
    }

    static String text(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }

    static long number(Document document, String name) {
        return ((Value.Int64) document.get(name).orElseThrow()).number();
    }

    static boolean truth(Document document, String name) {
        return ((Value.Bool) document.get(name).orElseThrow()).isTrue();
    }

    static Document inner(Document document, String name) {
        return (Document) document.get(name).orElseThrow();
    }

    static double seconds(Document document, String name) {
        Value value = document.get(name).orElseThrow();
        return value instanceof Value.Int64 whole
                ? whole.number()
                : ((Value.Decimal) value).number().doubleValue();
    }

    static <T> List<T> list(Document document, String name, Function<Document, T> form) {
        return items(document, name).stream()
                .map(each -> form.apply((Document) each))
                .toList();
    }

    static List<String> texts(Document document, String name) {
        return items(document, name).stream()
                .map(each -> ((Text) each).string())
                .toList();
    }

    private static List<Value> items(Document document, String name) {
        return ((Value.Array) document.get(name).orElseThrow()).items();
    }
}
