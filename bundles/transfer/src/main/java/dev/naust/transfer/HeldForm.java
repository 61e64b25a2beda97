package dev.naust.transfer;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonByValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Brings values into the form in which a store gives them back, before they are hashed and written. Holds no state. */
final class HeldForm {
    private HeldForm() {}

    /** The way from values of the one type to the form of the other; empty where they have it already. */
    static Optional<UnaryOperator<Value>> between(FieldType from, FieldType to) {
        boolean same = from.form() == to.form() && from.precision().equals(to.precision());
        return switch (to.form()) {
            case JSON_BY_VALUE -> same ? Optional.empty() : Optional.of(HeldForm::byValue);
            case PADDED ->
                same || to.precision().isEmpty()
                        ? Optional.empty()
                        : Optional.of(value -> padded(value, to.precision().getAsInt()));
            case AS_GIVEN -> items(from, to);
        };
    }

    private static Optional<UnaryOperator<Value>> items(FieldType from, FieldType to) {
        return to.element()
                .flatMap(item -> between(from.element().orElse(FieldType.of(item.kind())), item))
                .map(each -> value -> items(value, each));
    }

    private static Value items(Value value, UnaryOperator<Value> form) {
        return value instanceof Value.Array array
                ? new Value.Array(
                        array.items().stream().map(item -> items(item, form)).toList())
                : form.apply(value);
    }

    /** What has no such form stays as it is, for the store to refuse it. */
    private static Value byValue(Value value) {
        if (!(value instanceof Value.Json json) || !json.isWellFormed()) {
            return value;
        }
        byte[] given = json.text().utf8();
        return JsonByValue.of(given)
                .filter(held -> !Arrays.equals(held, given))
                .<Value>map(held -> new Value.Json(Text.ofUtf8(held)))
                .orElse(value);
    }

    private static Value padded(Value value, int length) {
        if (!(value instanceof Text text)) {
            return value;
        }
        int missing = length;
        for (byte each : text.utf8()) {
            if ((each & 0xC0) != 0x80) {
                missing--;
            }
        }
        if (missing <= 0) {
            return value;
        }
        byte[] bytes = Arrays.copyOf(text.utf8(), text.utf8().length + missing);
        Arrays.fill(bytes, text.utf8().length, bytes.length, (byte) ' ');
        return Text.ofUtf8(bytes);
    }
}
