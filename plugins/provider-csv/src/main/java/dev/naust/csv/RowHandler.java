package dev.naust.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects one line's fields; an empty field without quotes is a null, with quotes it is an empty text. */
final class RowHandler extends AbstractBaseCsvCallbackHandler<RowHandler.Row> {
    private List<Optional<String>> fields = new ArrayList<>();
    private boolean blank;

    /**
     * One record of a file.
     *
     * @param line the line that it starts in, counted from one
     * @param blank whether the line holds nothing at all
     */
    record Row(long line, List<Optional<String>> fields, boolean blank) {}

    @Override
    protected void handleBegin(long startingLine) {
        fields = new ArrayList<>();
        blank = false;
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
        fields.add(length == 0 && !quoted ? Optional.empty() : Optional.of(new String(buffer, offset, length)));
    }

    @Override
    protected void handleEmpty() {
        fields.add(Optional.empty());
        blank = true;
    }

    @Override
    protected Row buildRecord() {
        return new Row(getStartingLineNumber(), fields, blank || getRecordType() == RecordType.EMPTY);
    }

    /** The line that the record being read started in. */
    long line() {
        return getStartingLineNumber();
    }
}
