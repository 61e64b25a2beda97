package dev.naust.privacy.pack;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of CSV (RFC 4180) that a spreadsheet does not take for formulas. */
final class Csv {
    private Csv() {}

    static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String text) {
        boolean number = text.matches("[-+]?[0-9]+([.,][0-9]+)?");
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && !number;
        String safe = formula ? "'" + text : text;
        return safe.matches("(?s).*[\",\r\n].*|^ .*|.* $") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
