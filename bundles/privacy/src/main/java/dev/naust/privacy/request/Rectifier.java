package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.PrivacyRequest.Result;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Puts right what is wrong in a record. */
final class Rectifier {
    private Rectifier() {}

    static Eraser.Done rectify(DocumentRepository records, RecordKey key, Map<String, String> corrections)
            throws InterruptedException {
        Optional<DocumentRepository.Entry> found = records.find(key);
        if (found.isEmpty()) {
            return new Eraser.Done(Result.UNCHANGED, "it is not there any more");
        }
        Map<String, Value> changes = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : corrections.entrySet()) {
            if (found.get().body().get(each.getKey()).isPresent()
                    && !key.names().contains(each.getKey())) {
                Optional<Value> value = value(records, each.getKey(), each.getValue());
                if (value.isEmpty()) {
                    return new Eraser.Done(
                            Result.FAILED, "the new value of \"" + each.getKey() + "\" does not fit the field");
                }
                changes.put(each.getKey(), value.get());
            }
        }
        if (changes.isEmpty()) {
            return new Eraser.Done(Result.UNCHANGED, "it has none of the fields that are wrong");
        }
        records.update(key, Document.of(changes), Optional.empty());
        return new Eraser.Done(Result.RECTIFIED, "");
    }

    private static Optional<Value> value(DocumentRepository records, String field, String text) {
        Kind kind = records.schema()
                .field(field)
                .map(Field::type)
                .map(type -> type.kind())
                .orElse(Kind.TEXT);
        try {
            return switch (kind) {
                case INT32, INT64 -> Optional.of(Value.int64(Long.parseLong(text)));
                case DECIMAL -> Optional.of(new Value.Decimal(new BigDecimal(text)));
                case FLOAT64 -> Optional.of(new Value.Float64(Double.parseDouble(text)));
                case BOOL -> Optional.of(Value.Bool.of(Boolean.parseBoolean(text)));
                case DATE -> Optional.of(new Value.Date(LocalDate.parse(text)));
                case TEXT, NULL -> Optional.of(Value.text(text));
                default -> Optional.empty();
            };
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
