package dev.naust.filesystem.foreign;

import dev.naust.api.model.Document;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.disk.LineFile;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The documents of an NDJSON file, one in each line; blank lines are passed over. */
final class LineDocuments implements Documents {
    private final LineFile lines;
    private final JsonText json = new JsonText();

    LineDocuments(Path file) throws IOException {
        this.lines = new LineFile(file, FolderDocuments.LARGEST);
    }

    @Override
    public Optional<Document> next() throws IOException {
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (!isBlank(line)) {
                    String where = lines.path().getFileName() + ", line " + lines.lineNumber();
                    return Optional.of(json.read(line, where));
                }
            }
            return Optional.empty();
        } catch (LineFile.LineTooLongException e) {
            throw new StoreException(
                    FilesystemErrorCode.MALFORMED, lines.path().getFileName() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
