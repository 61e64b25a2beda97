package dev.naust.migration.schema;

import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.api.service.SchemaComparisons.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The steps of a script in the making: put in as differences are found, taken out in the order in which they can run. */
final class Steps {
    /** When a step is due among those that are as safe. */
    enum Phase {
        RENAME,
        LET_GO,
        TYPES,
        SEQUENCES,
        DROP_VIEWS,
        DROP_REFERENCES,
        DROP_RULES,
        RENAME_RULES,
        DROP_COLUMNS,
        TABLES,
        DEFAULTS,
        COLUMNS,
        MERGED_COLUMNS,
        REMOVE_COLUMNS,
        RULES,
        INHERIT,
        REFERENCES,
        OWNERS,
        VIEWS,
        REMOVE_TABLES,
        REMOVE_SEQUENCES,
        REMOVE_DOMAINS,
        REMOVE_TYPES
    }

    private record Due(Phase phase, boolean refusable, Step step) {}

    private final List<Due> dues = new ArrayList<>();

    void add(Phase phase, Effect effect, String title, String note, String... statements) {
        dues.add(new Due(phase, false, new Step(title, effect, List.of(statements), note)));
    }

    /** A step that rows may refuse: it stands behind all others that are as safe, which then have run. */
    void addRefusable(Phase phase, Effect effect, String title, String note, String... statements) {
        dues.add(new Due(phase, true, new Step(title, effect, List.of(statements), note)));
    }

    /** All steps: what loses something comes last, before that what rows may refuse, and then each in its phase. */
    List<Step> ordered() {
        return dues.stream()
                .sorted(Comparator.comparing((Due due) -> due.step().effect() == Effect.DESTRUCTIVE)
                        .thenComparing(Due::refusable)
                        .thenComparing(Due::phase))
                .map(Due::step)
                .toList();
    }
}
