package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Domain;
import dev.naust.api.model.Structure.EnumType;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Sequence;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.Trigger;
import dev.naust.api.model.Structure.View;
import dev.naust.api.service.SchemaComparisons.Rename;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where two structures differ, as pairs of what belongs together; pairs that agree are not in it.
 *
 * @param source how it should be
 * @param target how it is, after the renames
 * @param renames what was called differently, and is to be renamed
 */
record Delta(
        Structure source,
        Structure target,
        List<Rename> renames,
        List<TableDelta> tables,
        List<Pair<View>> views,
        List<Pair<Sequence>> sequences,
        List<Pair<EnumType>> enums,
        List<Pair<Domain>> domains) {

    /** The same thing on both sides; one of them may lack it. */
    record Pair<T>(Optional<T> source, Optional<T> target) {
        static <T> Pair<T> missing(T source) {
            return new Pair<>(Optional.of(source), Optional.empty());
        }

        static <T> Pair<T> extra(T target) {
            return new Pair<>(Optional.empty(), Optional.of(target));
        }

        static <T> Pair<T> both(T source, T target) {
            return new Pair<>(Optional.of(source), Optional.of(target));
        }

        boolean isMissing() {
            return target.isEmpty();
        }

        boolean isExtra() {
            return source.isEmpty();
        }

        boolean isBoth() {
            return source.isPresent() && target.isPresent();
        }

        /** The source's, or else the target's. */
        T any() {
            return source.or(() -> target).orElseThrow();
        }
    }

    /** A table of both sides, or of one. */
    record TableDelta(
            Pair<Table> table,
            List<Pair<Column>> columns,
            List<Pair<Constraint>> constraints,
            List<Pair<Index>> indexes,
            List<Pair<Trigger>> triggers) {

        DatasetId id() {
            return table.any().id();
        }

        boolean optionsDiffer() {
            return table.isBoth()
                    && !table.source()
                            .orElseThrow()
                            .options()
                            .equals(table.target().orElseThrow().options());
        }

        boolean inheritsDiffer() {
            return table.isBoth()
                    && !Set.copyOf(table.source().orElseThrow().inherits())
                            .equals(Set.copyOf(table.target().orElseThrow().inherits()));
        }

        boolean isEqual() {
            return table.isBoth()
                    && columns.isEmpty()
                    && constraints.isEmpty()
                    && indexes.isEmpty()
                    && triggers.isEmpty()
                    && !optionsDiffer()
                    && !inheritsDiffer();
        }
    }
}
