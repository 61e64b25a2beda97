package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * The overview page.
 *
 * @param problems what needs somebody, first
 * @param summary how much there is, in one line
 */
public record OverviewView(
        String summary,
        List<Problem> problems,
        Optional<FirstStep> firstStep,
        List<StoreCard> stores,
        List<RunRow> runs) {

    /** Something that needs somebody. */
    public record Problem(String subject, String text, String href) {}

    /** What a newcomer best does next. */
    public record FirstStep(String title, String text, String action, String href) {}
}
