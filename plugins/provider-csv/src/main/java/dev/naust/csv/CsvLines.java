package dev.naust.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.naust.api.store.StoreException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one file record by record, as it was when it was opened, and says where it is malformed. */
final class CsvLines implements Closeable {
    private static final int LONGEST_FIELD = 16 << 20;

    private final Path file;
    private final RowHandler handler = new RowHandler();
    private final de.siegmar.fastcsv.reader.CsvReader<RowHandler.Row> reader;
    private final CloseableIterator<RowHandler.Row> rows;
    private final List<String> header;

    private CsvLines(Path file, Reader characters, char delimiter) {
        this.file = file;
        this.reader = de.siegmar.fastcsv.reader.CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(LONGEST_FIELD)
                .build(handler, characters);
        this.rows = reader.iterator();
        this.header = readHeader();
    }

    /** Opens a file and reads its header line. */
    static CsvLines open(Path file, char delimiter) {
        try {
            InputStream bytes = new PresentBytes(file);
            try {
                Reader characters =
                        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
                skipByteOrderMark(characters);
                return new CsvLines(file, characters, delimiter);
            } catch (IOException | RuntimeException e) {
                bytes.close();
                throw e;
            }
        } catch (CharacterCodingException e) {
            throw notUtf8(file, e);
        } catch (IOException e) {
            throw CsvFolder.failed("The file " + file + " cannot be read", e);
        }
    }

    /** The names of the columns. */
    List<String> header() {
        return header;
    }

    /** The next record's fields, one for each column; null at the end of the file. */
    @Nullable
    List<Optional<String>> next() {
        RowHandler.Row row = nextRow();
        while (row != null && row.blank() && header.size() > 1) {
            row = nextRow();
        }
        if (row == null) {
            return null;
        }
        if (row.fields().size() != header.size()) {
            throw malformed(
                    file,
                    row.line(),
                    "has " + row.fields().size() + " fields, but the header names " + header.size()
                            + "; look for a missing quote or delimiter",
                    null);
        }
        return row.fields();
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw CsvFolder.failed("The file " + file + " cannot be closed", e);
        }
    }

    private List<String> readHeader() {
        RowHandler.Row row = nextRow();
        if (row == null || row.blank()) {
            throw malformed(file, 1, "is empty; the first line must name the columns", null);
        }
        List<String> names = new ArrayList<>();
        for (Optional<String> field : row.fields()) {
            String name = field.orElse("");
            if (names.contains(name)) {
                throw malformed(file, 1, "names the column \"" + name + "\" twice; rename one of them", null);
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private RowHandler.@Nullable Row nextRow() {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (CsvParseException e) {
            throw malformed(file, handler.line(), "cannot be understood: " + reason(e), e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw notUtf8(file, e);
            }
            throw CsvFolder.failed("The file " + file + " cannot be read", e);
        }
    }

    /** The parser's own reason; its outer message only repeats the line. */
    private static String reason(CsvParseException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage();
    }

    private static StoreException notUtf8(Path file, Exception cause) {
        long line = PresentBytes.firstLineNotUtf8(file);
        return malformed(file, line, "is not in UTF-8; save the file as UTF-8", cause);
    }

    private static StoreException malformed(Path file, long line, String what, @Nullable Exception cause) {
        return new StoreException(
                CsvErrorCode.MALFORMED, file.getFileName() + ", line " + line + ": the line " + what, cause);
    }

    private static void skipByteOrderMark(Reader characters) throws IOException {
        characters.mark(1);
        if (characters.read() != '\uFEFF') {
            characters.reset();
        }
    }
}
