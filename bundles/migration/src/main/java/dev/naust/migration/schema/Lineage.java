package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which tables inherit from which on both sides. PostgreSQL changes an inherited column where it comes from and nowhere else, and
 * what is changed there is changed in all tables that inherit it.
 */
final class Lineage {
    private final Structure source;
    private final Structure target;

    Lineage(Structure source, Structure target) {
        this.source = source;
        this.target = target;
    }

    /** A table and one that it inherits from. */
    record Link(DatasetId child, DatasetId parent) {}

    /** The source, in which a table that is yet to inherit has the checks that it inherits as its own: it must have them before. */
    Structure wanted() {
        return withChecks(source, comes());
    }

    /** The target, in which a table that is let go has the checks that it inherited as its own. */
    Structure there() {
        return withChecks(target, goes());
    }

    private static Structure withChecks(Structure structure, List<Link> links) {
        if (links.isEmpty()) {
            return structure;
        }
        return new Structure(
                structure.technology(),
                structure.tables().stream()
                        .map(table -> {
                            List<Constraint> rules = new ArrayList<>(table.constraints());
                            links.stream()
                                    .filter(link -> link.child().equals(table.id()))
                                    .flatMap(link -> checks(structure, link.parent()))
                                    .filter(rule -> rules.stream()
                                            .noneMatch(own -> own.name().equals(rule.name())))
                                    .toList()
                                    .forEach(rules::add);
                            return new Table(
                                    table.id(),
                                    table.columns(),
                                    rules,
                                    table.indexes(),
                                    table.triggers(),
                                    table.options(),
                                    table.inherits());
                        })
                        .toList(),
                structure.views(),
                structure.sequences(),
                structure.enums(),
                structure.domains(),
                structure.notes());
    }

    private static Stream<Constraint> checks(Structure structure, DatasetId parent) {
        return structure.table(parent).stream()
                .flatMap(table -> Stream.concat(
                        table.constraints().stream()
                                .filter(rule -> rule.rule() == Rule.CHECK
                                        && !rule.definition().contains(" NO INHERIT")),
                        table.inherits().stream().flatMap(each -> checks(structure, each))));
    }

    private static List<Link> links(Structure structure) {
        return structure.tables().stream()
                .flatMap(table -> table.inherits().stream().map(parent -> new Link(table.id(), parent)))
                .toList();
    }

    /** What is there and has to end before anything is changed. */
    List<Link> goes() {
        List<Link> wanted = links(source);
        return links(target).stream()
                .filter(link -> source.table(link.child()).isPresent()
                        ? !wanted.contains(link) || partsWays(link)
                        : isRefused(link))
                .toList();
    }

    /** What is wanted and is not there, or was ended. */
    List<Link> comes() {
        List<Link> there = links(target);
        List<Link> gone = goes();
        return links(source).stream()
                .filter(link -> !there.contains(link) || gone.contains(link))
                .toList();
    }

    /** Whether a column that both have is to be changed in the child and to go in the parent. */
    private boolean partsWays(Link link) {
        Optional<Table> parent = source.table(link.parent());
        return target.table(link.parent()).stream()
                .flatMap(table -> table.columns().stream())
                .filter(column ->
                        parent.flatMap(each -> each.column(column.name())).isEmpty())
                .anyMatch(column -> in(source, link.child(), column.name())
                        .filter(to ->
                                !Matching.sameType(to, column) || !Matching.same(to.generated(), column.generated()))
                        .isPresent());
    }

    /**
     * Whether a child that only the target has is in the way of its parent: it computes columns, or has one of another type that
     * the parent is to get.
     */
    private boolean isRefused(Link link) {
        boolean computes = source.table(link.parent()).isPresent()
                && target.table(link.child()).stream()
                        .flatMap(table -> table.columns().stream())
                        .anyMatch(column -> column.generated().isPresent());
        return computes || isOfAnotherType(link);
    }

    private boolean isOfAnotherType(Link link) {
        return source.table(link.parent()).stream()
                .flatMap(table -> table.columns().stream())
                .filter(column -> in(target, link.parent(), column.name()).isEmpty())
                .anyMatch(column -> in(target, link.child(), column.name())
                        .filter(own -> !Matching.sameType(own, column))
                        .isPresent());
    }

    private static Optional<Column> in(Structure structure, DatasetId table, String column) {
        return structure.table(table).flatMap(each -> each.column(column));
    }

    /** What is there and stays while tables are changed. */
    List<Link> stays() {
        List<Link> gone = goes();
        return links(target).stream().filter(link -> !gone.contains(link)).toList();
    }

    private Stream<DatasetId> parents(DatasetId child) {
        return stays().stream().filter(link -> link.child().equals(child)).map(Link::parent);
    }

    /** Whether other tables inherit from one while it is changed. */
    boolean isParent(DatasetId table) {
        return stays().stream().anyMatch(link -> link.parent().equals(table));
    }

    /** Whether a column is changed where it comes from. */
    boolean isInherited(DatasetId table, String column) {
        return parents(table)
                .anyMatch(parent -> in(target, parent, column).isPresent()
                        && in(source, parent, column).isPresent());
    }

    /** A column that a table without it gets with the one that it inherits from, as it is there. */
    Optional<Column> given(DatasetId table, String column) {
        return parents(table)
                .filter(parent -> in(target, parent, column).isEmpty())
                .flatMap(parent -> Stream.concat(in(source, parent, column).stream(), given(parent, column).stream()))
                .findFirst();
    }

    /** The tables that have a column already which a table they inherit from is to get. */
    List<DatasetId> merging(DatasetId parent, String column) {
        return stays().stream()
                .filter(link -> link.parent().equals(parent)
                        && in(target, parent, column).isEmpty()
                        && in(target, link.child(), column).isPresent())
                .map(Link::child)
                .toList();
    }

    /** How many tables are above one, on both sides together. */
    int depth(DatasetId table) {
        return Stream.concat(source.table(table).stream(), target.table(table).stream())
                .flatMap(each -> each.inherits().stream())
                .mapToInt(parent -> depth(parent) + 1)
                .max()
                .orElse(0);
    }

    /** Whether a table can inherit before anything is lost: what is left of the one above is there in it, too. */
    boolean isPossibleSafely(Link link, Touched touched) {
        List<Column> wanted = source.table(link.parent()).map(Table::columns).orElse(List.of());
        List<Column> had = target.table(link.parent()).map(Table::columns).orElse(List.of());
        boolean waits = Stream.of(link.parent(), link.child())
                .anyMatch(table -> wanted.stream().anyMatch(column -> touched.waits(table, column.name())));
        return !waits
                && had.stream()
                        .filter(column ->
                                in(source, link.parent(), column.name()).isEmpty())
                        .allMatch(column -> in(target, link.child(), column.name())
                                .filter(own -> Matching.sameType(own, column)
                                        && in(source, link.child(), column.name())
                                                .isEmpty())
                                .isPresent());
    }
}
