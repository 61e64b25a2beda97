package dev.naust.console.view;

import java.util.List;

/** What people have agreed to. */
public record ConsentsView(List<Row> rows, List<String> refusal) {

    /** A consent. */
    public record Row(
            String id,
            String subject,
            String purpose,
            String version,
            Moment given,
            String until,
            Badge state,
            boolean mayWithdraw) {}
}
