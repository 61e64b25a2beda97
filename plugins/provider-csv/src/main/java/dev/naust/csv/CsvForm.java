package dev.naust.csv;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a text may stand for, the narrowest first. A text counts as a number or a date only when writing that number or date in
 * the same form gives the same text again: {@code 007} and {@code 1e3} stay texts.
 */
enum CsvForm {
    BOOL(Kind.BOOL, Boolean::parseBoolean, Object::toString, truth -> Value.Bool.of((Boolean) truth)),
    INT64(Kind.INT64, Long::parseLong, Object::toString, number -> Value.int64((Long) number)),
    DECIMAL(
            Kind.DECIMAL,
            BigDecimal::new,
            number -> ((BigDecimal) number).toPlainString(),
            number -> new Value.Decimal((BigDecimal) number)),
    DATE(Kind.DATE, LocalDate::parse, Object::toString, date -> new Value.Date((LocalDate) date)),
    TIMESTAMP(Kind.LOCAL_TIMESTAMP, 'T'),
    TIMESTAMP_WITH_SPACE(Kind.LOCAL_TIMESTAMP, ' ');

    /** Longer texts than this are no numbers that people mean, and parsing them would cost much. */
    private static final int LONGEST = 100;

    private final Kind kind;
    private final Function<String, Object> parse;
    private final Function<Object, String> format;
    private final Function<Object, Value> value;

    CsvForm(Kind kind, Function<String, Object> parse, Function<Object, String> format, Function<Object, Value> value) {
        this.kind = kind;
        this.parse = parse;
        this.format = format;
        this.value = value;
    }

    CsvForm(Kind kind, char separator) {
        this(
                kind,
                text -> LocalDateTime.parse(text.replace(separator, 'T')),
                time -> DateTimeFormatter.ISO_LOCAL_DATE_TIME
                        .format((LocalDateTime) time)
                        .replace('T', separator),
                time -> new Value.LocalTimestamp((LocalDateTime) time));
    }

    Kind kind() {
        return kind;
    }

    /** What the text stands for in this form, if it does. */
    Optional<Value> read(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            Object parsed = parse.apply(text);
            return format.apply(parsed).equals(text) ? Optional.of(value.apply(parsed)) : Optional.empty();
        } catch (NumberFormatException | DateTimeException notThis) {
            return Optional.empty();
        }
    }

    /** What the text stands for as a value of this kind, in any form of it. */
    static Optional<Value> read(Kind kind, String text) {
        for (CsvForm form : values()) {
            if (form.kind == kind) {
                Optional<Value> found = form.read(text);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
