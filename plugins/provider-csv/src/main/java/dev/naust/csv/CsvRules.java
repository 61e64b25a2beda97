package dev.naust.csv;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which records a file with these columns can hold. Safe for use by several threads. */
final class CsvRules {
    private static final long LARGEST = 16 << 20;

    private final Layout columns;

    CsvRules(Layout columns) {
        this.columns = columns;
    }

    /** What is wrong with the first value that the file cannot hold. */
    Optional<Rejected> reject(DataRecord record) throws IOException {
        Document body = record.body();
        for (int i = 0; i < body.size(); i++) {
            String name = body.layout().names().get(i);
            Optional<String> problem =
                    columns.indexOf(name) < 0 ? Optional.of("The file has no such column") : problem(body.at(i));
            if (problem.isPresent()) {
                return Optional.of(new Rejected(record, name, problem.get()));
            }
        }
        return Optional.empty();
    }

    /** All records that cannot be held, in their order. */
    List<Rejected> refused(List<DataRecord> records) throws IOException, InterruptedException {
        List<Rejected> refused = new ArrayList<>();
        for (DataRecord record : records) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            reject(record).ifPresent(refused::add);
        }
        return refused;
    }

    private static Optional<String> problem(Value value) throws IOException {
        if (value == Value.Null.NULL) {
            return Optional.empty();
        }
        if (value.kind() != Kind.TEXT) {
            return Optional.of("A CSV file holds texts; this is a value of kind " + value.kind());
        }
        if (value instanceof Content content && content.length() > LARGEST) {
            return Optional.of("The text has " + content.length() + " bytes; a field may have " + LARGEST);
        }
        return text(value).isWellFormed()
                ? Optional.empty()
                : Optional.of("The text is not valid UTF-8, which the file is written in");
    }

    /** The text that is to be written, whole. */
    static Text text(Value value) throws IOException {
        if (value instanceof Content content) {
            try (InputStream in = content.open()) {
                return Text.ofUtf8(in.readAllBytes());
            }
        }
        return (Text) value;
    }
}
