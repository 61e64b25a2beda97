package dev.naust.filesystem.foreign;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.json.ExactJson;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;

/** Reads documents that somebody wrote by hand or with another program, and says where they are malformed. */
final class JsonText {
    private final ExactJson exact = new ExactJson();
    private final JsonValues plain = new JsonValues();

    /**
     * The document in some bytes of UTF-8. Exact JSON is understood; what only looks like it is read as plain JSON.
     *
     * @param where the beginning of the message when it is malformed, such as {@code people.ndjson, line 7}
     */
    Document read(byte[] utf8, String where) {
        int mark =
                utf8.length >= 3 && utf8[0] == (byte) 0xEF && utf8[1] == (byte) 0xBB && utf8[2] == (byte) 0xBF ? 3 : 0;
        Text text = Text.ofUtf8(mark == 0 ? utf8 : java.util.Arrays.copyOfRange(utf8, mark, utf8.length));
        if (!text.isWellFormed()) {
            throw new StoreException(FilesystemErrorCode.MALFORMED, where + " is not in UTF-8; save the file as UTF-8");
        }
        String json = text.string();
        try {
            return exact.readDocument(json);
        } catch (MalformedJsonException e) {
            return readPlain(json, where);
        }
    }

    private Document readPlain(String json, String where) {
        try {
            return plain.readObject(json);
        } catch (MalformedJsonException e) {
            throw new StoreException(
                    FilesystemErrorCode.MALFORMED, where + " is no JSON document: " + place(where, e), e);
        }
    }

    /** Where the line is known already, only the column. */
    private static String place(String where, MalformedJsonException e) {
        String message = String.valueOf(e.getMessage());
        return where.contains(", line ") ? message.replaceFirst("^Line 1, ", "") : message;
    }
}
