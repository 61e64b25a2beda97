package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.EnumType;
import dev.naust.api.model.Structure.Sequence;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Steps.Phase;
import java.util.Optional;

/** Writes enumerated types and sequences as statements for PostgreSQL. For one thread. */
final class PostgresTypes {
    private final Delta delta;
    private final Touched touched;
    private final Steps steps;
    private final PostgresColumns columns;

    PostgresTypes(Delta delta, Touched touched, Steps steps, PostgresColumns columns) {
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

    void enums() {
        for (Pair<EnumType> pair : delta.enums()) {
            EnumType type = pair.any();
            if (pair.isMissing()) {
                steps.add(Phase.TYPES, Effect.QUICK, "Make type " + type.id(), "", create(type));
            } else if (pair.isExtra()) {
                steps.add(
                        Phase.REMOVE_TYPES,
                        Effect.DESTRUCTIVE,
                        "Remove type " + type.id(),
                        "",
                        "DROP TYPE " + name(type.id()));
            } else {
                // Also where it is made anew in the end: columns that are made before may have a new label as their
                // default.
                addLabels(type, pair.target().orElseThrow());
                if (touched.isMadeAnew(type.id())) {
                    columns.makeAnew(type.id(), "type", create(type));
                    columns.removeOld(type.id(), "type", Phase.REMOVE_TYPES);
                }
            }
        }
    }

    private static String create(EnumType type) {
        return "CREATE TYPE " + name(type.id()) + " AS ENUM ("
                + String.join(
                        ", ",
                        type.labels().stream()
                                .map(label -> Dialect.POSTGRES.literal(label).toString())
                                .toList())
                + ")";
    }

    private void addLabels(EnumType wanted, EnumType had) {
        String before = "";
        for (String label : wanted.labels()) {
            if (!had.labels().contains(label)) {
                String place = before.isEmpty()
                        ? " BEFORE " + Dialect.POSTGRES.literal(had.labels().get(0))
                        : " AFTER " + Dialect.POSTGRES.literal(before);
                steps.add(
                        Phase.TYPES,
                        Effect.QUICK,
                        "Add the label " + label + " to " + wanted.id(),
                        "The label can be used once this is committed, not before.",
                        "ALTER TYPE " + name(wanted.id()) + " ADD VALUE " + Dialect.POSTGRES.literal(label)
                                + (had.labels().isEmpty() ? "" : place));
            }
            before = label;
        }
    }

    void sequences() {
        for (Pair<Sequence> pair : delta.sequences()) {
            Sequence sequence = pair.any();
            String name = name(sequence.id());
            if (pair.isExtra()) {
                steps.add(
                        Phase.REMOVE_SEQUENCES,
                        Effect.DESTRUCTIVE,
                        "Remove sequence " + sequence.id(),
                        "How far it has counted is lost.",
                        "DROP SEQUENCE IF EXISTS " + name);
                continue;
            }
            boolean differs = pair.target()
                    .filter(had -> had.settings().equals(sequence.settings()))
                    .isEmpty();
            if (pair.isMissing() || differs) {
                steps.add(
                        Phase.SEQUENCES,
                        Effect.QUICK,
                        (pair.isMissing() ? "Make sequence " : "Change sequence ") + sequence.id(),
                        pair.isMissing() ? "It begins at its start; set its position where records are there." : "",
                        pair.isMissing()
                                ? "CREATE SEQUENCE " + name + " " + sequence.settings()
                                : SequenceChange.of(pair.target().orElseThrow(), sequence));
            }
            own(pair);
        }
    }

    /** A sequence would go with the column that it belongs to, also with one that is dropped to be made again. */
    private void own(Pair<Sequence> pair) {
        Sequence wanted = pair.source().orElseThrow();
        Optional<DatasetId> had = pair.target().flatMap(Sequence::owner);
        String before = pair.target().map(Sequence::ownerColumn).orElse("");
        boolean other = !wanted.owner().equals(had) || !before.equals(wanted.ownerColumn());
        if (had.isPresent() && (other || columns.isMadeAnew(had.get(), before))) {
            steps.add(
                    Phase.SEQUENCES,
                    Effect.QUICK,
                    "Let sequence " + wanted.id() + " go with no column",
                    "",
                    "ALTER SEQUENCE " + name(wanted.id()) + " OWNED BY NONE");
        }
        wanted.owner()
                .filter(id -> other || columns.isMadeAnew(id, wanted.ownerColumn()))
                .ifPresent(id -> steps.add(
                        Phase.OWNERS,
                        Effect.QUICK,
                        "Let sequence " + wanted.id() + " go with its column",
                        "",
                        "ALTER SEQUENCE " + name(wanted.id()) + " OWNED BY " + name(id) + "."
                                + name(wanted.ownerColumn())));
    }
}
