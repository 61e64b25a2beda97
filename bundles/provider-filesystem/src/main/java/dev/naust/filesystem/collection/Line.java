package dev.naust.filesystem.collection;

import dev.naust.api.model.Document;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A record as its line in a file, or why it cannot be one.
 *
 * @param bytes none where it does not fit
 * @param field the field to blame; empty when it is the record as a whole
 * @param reason empty where it fits
 */
@SuppressWarnings("ArrayRecordComponent") // taken over by the one who asked, and compared by nobody
record Line(byte[] bytes, String field, String reason) {
    static Line fitting(byte[] bytes) {
        return new Line(bytes, "", "");
    }

    private static Line not(String field, String reason) {
        return new Line(new byte[0], field, reason);
    }

    boolean fits() {
        return reason.isEmpty();
    }

    /** The line of a record that is shaped as its collection declares. */
    static Line of(Document shaped, LineForm form) {
        Optional<String> name = shaped.layout().names().stream()
                .filter(each -> !StandardCharsets.UTF_8.newEncoder().canEncode(each))
                .findFirst();
        if (name.isPresent()) {
            return not(name.get(), "The field's name is no valid Unicode");
        }
        byte[] line;
        try {
            line = form.write(shaped);
        } catch (IllegalArgumentException e) {
            return not("", String.valueOf(e.getMessage()));
        }
        return line.length <= LineForm.LONGEST
                ? fitting(line)
                : not(
                        "",
                        "The record has " + line.length + " bytes as a line of JSON; " + LineForm.LONGEST
                                + " are the most. Keep larger values as files");
    }
}
