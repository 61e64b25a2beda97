package dev.naust.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of plain text: columns as wide as they need, numbers to the right. */
public final class TextTable {
    private final String[] header;
    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    /** A table with these headings; one that starts with {@code >} stands to the right. */
    public TextTable(String... headings) {
        this.header =
                Arrays.stream(headings).map(name -> name.replaceFirst("^>", "")).toArray(String[]::new);
        this.right = new boolean[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(">");
        }
    }

    /** Adds a row of as many cells as there are headings. */
    public void row(String... cells) {
        rows.add(cells);
    }

    /** Prints the headings and rows. */
    public void print(PrintStream out) {
        int[] widths = new int[header.length];
        widen(widths, header);
        rows.forEach(row -> widen(widths, row));
        print(out, widths, header);
        rows.forEach(row -> print(out, widths, row));
    }

    private static void widen(int[] widths, String[] row) {
        for (int i = 0; i < row.length; i++) {
            widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
        }
    }

    private void print(PrintStream out, int[] widths, String[] row) {
        StringBuilder line = new StringBuilder("  ");
        for (int i = 0; i < row.length; i++) {
            String padding = " ".repeat(widths[i] - row[i].codePointCount(0, row[i].length()));
            line.append(right[i] ? padding + row[i] : row[i] + padding).append("  ");
        }
        out.println(line.toString().stripTrailing());
    }
}
