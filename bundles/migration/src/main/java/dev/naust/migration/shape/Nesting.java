package dev.naust.migration.shape;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationRequest.Nest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one choice of nesting comes to between two collections.
 *
 * @param outer the collection whose records the others go into
 * @param inner the collection that goes in
 * @param field the field that they go into
 * @param key the outer records' key
 * @param by the inner records' fields that hold it, in the same order
 * @param position the inner records' field that sorts them and does not go in; empty where there is none
 * @param single whether each outer record has at most one, so that it is an object and no list
 * @param read the inner records' schema
 * @param marked whether the outer records have a truth that says whether there is a list
 */
record Nesting(
        DatasetId outer,
        DatasetId inner,
        String field,
        List<String> key,
        List<String> by,
        Optional<String> position,
        boolean single,
        Schema read,
        boolean marked,
        Nest choice) {

    /** Judges a choice by what the two collections declare. */
    static Nesting of(Schema outer, Schema inner, Nest choice) {
        String what = inner.id() + " cannot go into " + outer.id();
        if (outer.key().isEmpty()) {
            throw Refusal.of(what + ": " + outer.id() + " has no key that tells whose they are. Leave it out of nest");
        }
        List<String> by = by(outer, inner, choice, what);
        Optional<String> position = choice.position().or(() -> placed(inner, by));
        position.filter(name -> inner.field(name).isEmpty()).ifPresent(name -> {
            throw Refusal.of(what + " sorted by " + name + ": it has no such field. It has "
                    + String.join(", ", inner.layout().names()));
        });
        String field = choice.as().orElseGet(() -> name(outer.id(), inner.id()));
        Optional<Field> namesake = outer.field(field);
        boolean marked =
                namesake.filter(each -> each.type().kind() == Kind.BOOL).isPresent();
        if (namesake.isPresent() && !marked) {
            throw Refusal.of(what + " as " + field + ": that field is there already. Choose another name with \"as\"");
        }
        boolean single = !inner.key().isEmpty() && by.containsAll(inner.key());
        return new Nesting(outer.id(), inner.id(), field, outer.key(), by, position, single, inner, marked, choice);
    }

    private static List<String> by(Schema outer, Schema inner, Nest choice, String what) {
        if (choice.by().isEmpty()) {
            List<ForeignKey> references = inner.foreignKeys().stream()
                    .filter(each -> each.target().equals(outer.id())
                            && Set.copyOf(each.targetFields()).equals(Set.copyOf(outer.key())))
                    .toList();
            if (references.size() != 1) {
                throw Refusal.of(what + ": it has "
                        + (references.isEmpty() ? "no reference" : references.size() + " references")
                        + " to its key " + String.join(", ", outer.key())
                        + ". Say with \"by\" which fields hold that key, or leave it out of nest");
            }
            ForeignKey reference = references.get(0);
            return outer.key().stream()
                    .map(name -> reference.fields().get(reference.targetFields().indexOf(name)))
                    .toList();
        }
        if (choice.by().size() != outer.key().size()) {
            throw Refusal.of(what + ": the key of " + outer.id() + " is " + String.join(", ", outer.key())
                    + ", and \"by\" names " + choice.by().size() + " fields for it. Name one for each");
        }
        for (String name : choice.by()) {
            if (inner.field(name).isEmpty()) {
                throw Refusal.of(what + " by " + name + ": it has no such field. It has "
                        + String.join(", ", inner.layout().names()));
            }
        }
        return choice.by();
    }

    /** The place in a list that flattening has left. */
    private static Optional<String> placed(Schema inner, List<String> by) {
        List<String> rest = new ArrayList<>(inner.key());
        rest.removeAll(by);
        boolean made = rest.equals(List.of(Flattening.POSITION))
                && inner.field(Flattening.POSITION)
                        .map(each -> each.type().kind())
                        .filter(kind -> kind == Kind.INT64 || kind == Kind.INT32 || kind == Kind.DECIMAL)
                        .isPresent();
        return made ? Optional.of(Flattening.POSITION) : Optional.empty();
    }

    private static String name(DatasetId outer, DatasetId inner) {
        String prefix = outer.name() + "_";
        return inner.name().startsWith(prefix) && inner.name().length() > prefix.length()
                ? inner.name().substring(prefix.length())
                : inner.name();
    }

    /** The fields that go in. */
    List<Field> carried() {
        Set<String> left = new HashSet<>(by);
        position.ifPresent(left::add);
        return read.fields().stream()
                .filter(each -> !left.contains(each.name()))
                .toList();
    }

    /** Whether what goes in are plain values, as flattening has left them, and no objects. */
    boolean wholes() {
        return position.isPresent()
                && carried().stream().map(Field::name).toList().equals(List.of(Flattening.VALUE));
    }

    /** The outer schema with what goes in. */
    Schema with(Schema source) {
        List<Field> fields = new ArrayList<>(source.fields());
        Field made = Field.of(field, type());
        int at = source.layout().indexOf(field);
        if (at >= 0) {
            fields.set(at, made);
        } else {
            fields.add(made);
        }
        return source.withFields(fields);
    }

    private FieldType type() {
        if (single) {
            return FieldType.of(Kind.DOCUMENT);
        }
        return FieldType.of(Kind.ARRAY);
    }

    /**
     * What makes the reading slow, and what helps against it, for people; empty where nothing is known to.
     *
     * @param outers how many records there are that others go into
     */
    Optional<String> slow(long outers) {
        boolean found = begins(read.key()) || read.indexes().stream().anyMatch(index -> begins(index.fields()));
        long times = (outers + NestedReader.MOST_AT_ONCE - 1) / NestedReader.MOST_AT_ONCE;
        return found || times < 2
                ? Optional.empty()
                : Optional.of("No index of " + inner + " begins with " + String.join(", ", by)
                        + ", so that all of it is read at least " + times + " times, which is slow. Make an index on "
                        + inner + " (" + String.join(", ", by) + ") in the source first");
    }

    /** Whether an index over these fields finds what goes into a record. */
    private boolean begins(List<String> indexed) {
        return indexed.size() >= by.size()
                && Set.copyOf(indexed.subList(0, by.size())).equals(Set.copyOf(by));
    }

    /** What becomes of it, for people. */
    String sentence(long records, long longest) {
        return inner + " goes into it as " + field + ", as chosen: "
                + (single ? "one object each, " : "a list each, ")
                + "along " + String.join(", ", by)
                + position.map(name -> ", sorted by " + name).orElse("") + "; " + records + " records, at most "
                + longest + " in one";
    }
}
