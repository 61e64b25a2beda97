package dev.naust.privacy.find;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The forms in which a collection may hold what a person is known by: a number of one store is a text in the next. */
final class Candidates {
    private Candidates() {}

    /** The values to look for in a field. */
    static List<Value> of(Schema schema, String field, String wanted) {
        String text = wanted.strip();
        Optional<Kind> kind = schema.field(field).map(found -> found.type().kind());
        List<Value> values = new ArrayList<>();
        if (kind.isEmpty() || kind.get() == Kind.TEXT || kind.get() == Kind.EXTENSION || isOpen(kind.get())) {
            values.add(Value.text(text));
            String small = text.toLowerCase(Locale.ROOT);
            if (!small.equals(text)) {
                values.add(Value.text(small));
            }
        }
        if (kind.isEmpty() || isNumber(kind.get()) || isOpen(kind.get())) {
            number(text).ifPresent(values::add);
        }
        if (kind.isEmpty() || kind.get() == Kind.UUID) {
            uuid(text).ifPresent(values::add);
        }
        if (kind.filter(found -> found == Kind.EXTENSION).isPresent()) {
            schema.field(field)
                    .ifPresent(
                            found -> values.add(new Value.Extension(found.type().nativeType(), text)));
        }
        return values;
    }

    private static boolean isNumber(Kind kind) {
        return kind == Kind.INT32 || kind == Kind.INT64 || kind == Kind.DECIMAL || kind == Kind.FLOAT64;
    }

    /** Where a document's field may hold anything. */
    private static boolean isOpen(Kind kind) {
        return kind == Kind.JSON || kind == Kind.DOCUMENT || kind == Kind.NULL;
    }

    private static Optional<Value> number(String text) {
        if (text.matches("-?[0-9]{1,18}")) {
            return Optional.of(Value.int64(Long.parseLong(text)));
        }
        return text.matches("-?[0-9]{1,30}(\\.[0-9]{1,20})?")
                ? Optional.of(new Value.Decimal(new BigDecimal(text)))
                : Optional.empty();
    }

    private static Optional<Value> uuid(String text) {
        try {
            return text.length() == 36 ? Optional.of(new Value.Uuid(UUID.fromString(text))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
