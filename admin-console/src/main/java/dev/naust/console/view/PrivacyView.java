package dev.naust.console.view;

import java.util.List;

/**
 * The requests of people about their data, and what the map covers.
 *
 * @param coverage how much of the collections the map has, in a sentence
 * @param types what may be asked
 * @param refusal why what was entered was refused
 */
public record PrivacyView(List<Row> open, List<Row> over, String coverage, List<Choice> types, List<String> refusal) {

    /** A request in a list. */
    public record Row(String href, String type, String subject, Badge state, String due, Badge left) {}
}
