package dev.naust.privacy.pack;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part of a package that a person reads: what is held about them, and the facts of article 15(1), as HTML without script. */
final class Summary {
    private static final int SHOWN = 200;
    private static final int LONGEST = 300;

    private Summary() {}

    /**
     * A collection in the package.
     *
     * @param base the path of its files without their endings
     * @param shown the first records, each a list of names and values in turn
     */
    record Part(Entry entry, long records, String base, List<List<String>> shown) {}

    /** Keeps a record for the summary, as long as there are not too many. */
    static void keep(List<List<String>> shown, Document body) {
        if (shown.size() >= SHOWN) {
            return;
        }
        List<String> cells = new ArrayList<>();
        for (Map.Entry<String, Value> each : body.toMap().entrySet()) {
            String text = each.getValue().toString();
            cells.add(each.getKey());
            cells.add(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
        }
        shown.add(cells);
    }

    static String html(PersonalMap map, String subject, String type, String until, List<Part> parts) {
        StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append(
                        "<title>Your personal data</title><style>body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;")
                .append("margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;margin:.5rem 0 1.5rem}")
                .append("th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;overflow-wrap:anywhere}")
                .append("th{font-weight:600}</style></head><body>");
        html.append("<h1>Your personal data</h1><p>This answers your request (")
                .append(escape(type.toLowerCase(java.util.Locale.ROOT)))
                .append("), kept under the code ")
                .append(escape(subject))
                .append(
                        ". Beside this page are all records as JSON and CSV, with their schemas. The package is removed from")
                .append(" the server on ")
                .append(escape(until))
                .append(".</p>");
        facts(html, map);
        for (Part part : parts) {
            part(html, part);
        }
        if (parts.isEmpty()) {
            html.append("<p>Nothing is held about you in the stores that were searched.</p>");
        }
        return html.append("</body></html>\n").toString();
    }

    private static void facts(StringBuilder html, PersonalMap map) {
        html.append("<h2>What you should know</h2><table>");
        row(html, "Controller", said(map, "name", "is named in the letter that came with this"));
        row(html, "Contact", said(map, "contact", "is in the letter that came with this"));
        row(html, "Data-protection officer", said(map, "dpo", "is named in the letter that came with this"));
        row(
                html,
                "Automated decisions",
                said(
                        map,
                        "automatedDecisions",
                        "No decision about you is known here that is made by a machine alone."));
        row(
                html,
                "Transfers to third countries",
                said(map, "transfers", "None is known here; where there were some, you may ask for the safeguards."));
        row(
                html,
                "Your rights",
                "You may ask for your data to be corrected or erased, for its use to be restricted, object to its use, ask"
                        + " for it in a form for machines, and withdraw a consent at any time.");
        row(
                html,
                "Complaints",
                "You may complain to Datatilsynet, the Norwegian Data Protection Authority (datatilsynet.no).");
        html.append("</table>");
    }

    private static String said(PersonalMap map, String name, String otherwise) {
        return map.controller().get(name).map(Value::toString).orElse(otherwise);
    }

    private static void part(StringBuilder html, Part part) {
        Entry entry = part.entry();
        html.append("<h2>").append(escape(entry.name())).append("</h2><table>");
        row(html, "Records", Long.toString(part.records()));
        row(html, "Category", entry.fact("category"));
        row(html, "Purpose", entry.purpose());
        row(html, "Legal basis", entry.legalBasis().replace('_', ' '));
        row(html, "Kept for", entry.fact("retention").isEmpty() ? "no period is set" : entry.fact("retention"));
        row(html, "Recipients", entry.fact("recipients").isEmpty() ? "none are recorded" : entry.fact("recipients"));
        row(html, "Source", entry.fact("source").isEmpty() ? "not recorded" : entry.fact("source"));
        html.append("</table>");
        for (List<String> cells : part.shown()) {
            html.append("<table>");
            for (int i = 0; i < cells.size(); i += 2) {
                row(html, cells.get(i), cells.get(i + 1));
            }
            html.append("</table>");
        }
        if (part.records() > part.shown().size()) {
            html.append("<p>The others are in ").append(escape(part.base())).append(".csv.</p>");
        }
    }

    private static void row(StringBuilder html, String name, String value) {
        html.append("<tr><th scope=\"row\">")
                .append(escape(name))
                .append("</th><td>")
                .append(escape(value))
                .append("</td></tr>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
