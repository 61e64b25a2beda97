package dev.naust.filesystem.foreign;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.naust.api.model.Document;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of a CSV file with a header line: texts, and nulls where a field is empty and not quoted. */
final class CsvDocuments implements Documents {
    private static final int LONGEST_HEADER = 1 << 16;

    private final Path file;
    private final Handler handler = new Handler();
    private final CsvReader<Row> reader;
    private final CloseableIterator<Row> rows;
    private final Layout layout;

    CsvDocuments(Path file) throws IOException {
        this.file = file;
        Reader characters = new BufferedReader(new InputStreamReader(
                Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS),
                StandardCharsets.UTF_8.newDecoder()));
        try {
            skipByteOrderMark(characters);
            this.reader = CsvReader.builder()
                    .fieldSeparator(separator(characters))
                    .skipEmptyLines(false)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .allowUnclosedQuote(false)
                    .maxBufferSize(FolderDocuments.LARGEST)
                    .build(handler, characters);
            this.rows = reader.iterator();
            this.layout = header();
        } catch (CharacterCodingException e) {
            characters.close();
            throw notUtf8(1, e);
        } catch (IOException | RuntimeException e) {
            characters.close();
            throw e;
        }
    }

    /** The names of the columns. */
    List<String> columns() {
        return layout.names();
    }

    @Override
    public Optional<Document> next() throws IOException {
        Optional<Row> row = row();
        while (row.isPresent() && row.get().isBlank() && layout.size() > 1) {
            row = row();
        }
        if (row.isEmpty()) {
            return Optional.empty();
        }
        List<Value> fields = row.get().fields();
        if (fields.size() != layout.size()) {
            throw malformed(
                    row.get().line(),
                    "has " + fields.size() + " fields, but the header names " + layout.size()
                            + "; look for a missing quote or separator",
                    null);
        }
        return Optional.of(Document.of(layout, fields.toArray(Value[]::new)));
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private Layout header() throws IOException {
        Row row = row().filter(first -> !first.isBlank())
                .orElseThrow(() -> malformed(1, "is empty; the first line must name the columns", null));
        List<String> names = new ArrayList<>();
        for (Value field : row.fields()) {
            String name = field == Value.Null.NULL ? "" : field.toString();
            if (names.contains(name)) {
                throw malformed(1, "names the column \"" + name + "\" twice; rename one of them", null);
            }
            names.add(name);
        }
        return Layout.of(names);
    }

    private Optional<Row> row() throws IOException {
        try {
            return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
        } catch (CsvParseException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw malformed(handler.line(), "cannot be understood: " + reason.getMessage(), e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw notUtf8(handler.line(), e);
            }
            throw e.getCause();
        }
    }

    private StoreException notUtf8(long near, Exception cause) {
        return malformed(near, "or one soon after it is not in UTF-8; save the file as UTF-8", cause);
    }

    private StoreException malformed(long line, String what, @org.jspecify.annotations.Nullable Exception cause) {
        return new StoreException(
                FilesystemErrorCode.MALFORMED, file.getFileName() + ", line " + line + ": the line " + what, cause);
    }

    private static void skipByteOrderMark(Reader characters) throws IOException {
        characters.mark(1);
        if (characters.read() != '\uFEFF') {
            characters.reset();
        }
    }

    /** A comma, unless the header has none outside of quotes and its names are parted by semicolons or tabs. */
    private static char separator(Reader characters) throws IOException {
        characters.mark(LONGEST_HEADER);
        int semicolons = 0;
        int tabs = 0;
        boolean quoted = false;
        char found = 0;
        for (int i = 0; i < LONGEST_HEADER && found == 0; i++) {
            int each = characters.read();
            quoted ^= each == '"';
            if (each < 0 || !quoted && (each == '\n' || each == '\r' || each == ',')) {
                found = each == ',' || semicolons + tabs == 0 ? ',' : semicolons >= tabs ? ';' : '\t';
            } else if (!quoted) {
                semicolons += each == ';' ? 1 : 0;
                tabs += each == '\t' ? 1 : 0;
            }
        }
        characters.reset();
        return found == 0 ? ',' : found;
    }

    private record Row(long line, List<Value> fields) {
        boolean isBlank() {
            return fields.isEmpty() || fields.size() == 1 && fields.get(0) == Value.Null.NULL;
        }
    }

    /** Gathers a row's fields as the parser finds them. */
    private static final class Handler extends AbstractBaseCsvCallbackHandler<Row> {
        private List<Value> fields = new ArrayList<>();

        @Override
        protected void handleBegin(long startingLine) {
            fields = new ArrayList<>();
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
            fields.add(length == 0 && !quoted ? Value.ofNull() : Text.of(new String(buffer, offset, length)));
        }

        @Override
        protected void handleEmpty() {
            fields.add(Value.ofNull());
        }

        @Override
        protected Row buildRecord() {
            return new Row(getStartingLineNumber(), fields);
        }

        long line() {
            return getStartingLineNumber();
        }
    }
}
