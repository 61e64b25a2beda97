package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * One request, and what is to be done next.
 *
 * @param next the name of the next step, or nothing when none is left for people
 * @param password opens the package; shown this once
 */
public record PrivacyRequestView(
        String id,
        String title,
        Badge state,
        List<Fact> facts,
        Optional<String> next,
        String advice,
        boolean mayReject,
        boolean mayExtend,
        boolean scoped,
        List<Line> found,
        List<String> errors,
        List<Line> outcomes,
        List<String> remarks,
        Optional<String> problem,
        Optional<String> run,
        Optional<String> packageHref,
        Optional<String> packageWords,
        Optional<String> password,
        List<Happened> history,
        List<String> refusal) {

    /** Records of a collection and what becomes of them. */
    public record Line(String place, long records, Badge result, String reason) {}

    /** A line of the history. */
    public record Happened(Moment at, String actor, String state, String note) {}

    /** The URL of a step. */
    public String href(String step) {
        return "/privacy/requests/" + id + "/" + step;
    }
}
