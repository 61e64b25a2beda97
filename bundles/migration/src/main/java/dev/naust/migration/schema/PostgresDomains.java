package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Domain;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Steps.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Writes domains as statements for PostgreSQL, each made behind the one that it is made of, and removed before it. For one
 * thread.
 */
final class PostgresDomains {
    private final Delta delta;
    private final Touched touched;
    private final Steps steps;
    private final PostgresColumns columns;

    PostgresDomains(Delta delta, Touched touched, Steps steps, PostgresColumns columns) {
        this.delta = delta;
        this.touched = touched;
        this.steps = steps;
        this.columns = columns;
    }

    private static String name(String name) {
        return Dialect.POSTGRES.name(name);
    }

    private static String name(DatasetId id) {
        return Dialect.POSTGRES.name(id);
    }

    void write() {
        for (Domain wanted : delta.source().domains()) {
            Optional<Domain> had = find(delta.target().domains(), wanted.id());
            if (had.isEmpty()) {
                steps.add(Phase.TYPES, Effect.QUICK, "Make domain " + wanted.id(), "", create(wanted));
            } else if (!touched.isMadeAnew(wanted.id())) {
                change(wanted, had.get());
            }
        }
        List<Domain> old = new ArrayList<>(delta.target().domains());
        for (Domain wanted : delta.source().domains()) {
            if (touched.isMadeAnew(wanted.id())) {
                columns.makeAnew(wanted.id(), "domain", create(wanted));
                // One that was just made is made anew, too, when what it is made of is.
                if (find(delta.target().domains(), wanted.id()).isEmpty()) {
                    old.add(wanted);
                }
            }
        }
        Collections.reverse(old);
        old.forEach(this::remove);
    }

    /** One that only the target has, or one that was put aside. */
    private void remove(Domain had) {
        if (find(delta.source().domains(), had.id()).isEmpty()) {
            steps.add(
                    Phase.REMOVE_DOMAINS,
                    Effect.DESTRUCTIVE,
                    "Remove domain " + had.id(),
                    "",
                    "DROP DOMAIN " + name(had.id()));
        } else if (touched.isMadeAnew(had.id())) {
            columns.removeOld(had.id(), "domain", Phase.REMOVE_DOMAINS);
        }
    }

    private static Optional<Domain> find(List<Domain> domains, DatasetId id) {
        return domains.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    private static String create(Domain domain) {
        return "CREATE DOMAIN " + name(domain.id()) + " AS " + domain.type()
                + domain.collation().map(text -> " COLLATE " + text).orElse("")
                + domain.defaultValue().map(text -> " DEFAULT " + text).orElse("")
                + (domain.nullable() ? "" : " NOT NULL")
                + String.join(
                        "",
                        domain.checks().stream().map(rule -> " " + named(rule)).toList());
    }

    private static String named(Constraint rule) {
        return "CONSTRAINT " + name(rule.name()) + " " + rule.definition();
    }

    private void change(Domain to, Domain from) {
        String alter = "ALTER DOMAIN " + name(to.id()) + " ";
        for (Pair<Constraint> pair : Matching.rules(to, from)) {
            pair.target()
                    .ifPresent(
                            rule -> step(to, "Remove a rule of", "", alter + "DROP CONSTRAINT " + name(rule.name())));
            pair.source()
                    .ifPresent(rule -> step(
                            to, "Add a rule to", "Fails when records break the rule.", alter + "ADD " + named(rule)));
        }
        if (!Matching.same(to.defaultValue(), from.defaultValue())) {
            step(
                    to,
                    "Change the default of",
                    "",
                    alter
                            + to.defaultValue()
                                    .map(value -> "SET DEFAULT " + value)
                                    .orElse("DROP DEFAULT"));
        }
        if (to.nullable() != from.nullable()) {
            step(
                    to,
                    to.nullable() ? "Allow null in" : "Forbid null in",
                    to.nullable() ? "" : "Fails when there are nulls.",
                    alter + (to.nullable() ? "DROP NOT NULL" : "SET NOT NULL"));
        }
    }

    /** A step with a note is one that rows may refuse. */
    private void step(Domain domain, String does, String note, String statement) {
        String title = does + " domain " + domain.id();
        if (note.isEmpty()) {
            steps.add(Phase.TYPES, Effect.QUICK, title, note, statement);
        } else {
            steps.addRefusable(Phase.TYPES, Effect.LOCKS, title, note, statement);
        }
    }
}
