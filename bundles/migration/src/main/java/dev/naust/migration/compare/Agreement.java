package dev.naust.migration.compare;

import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.FieldType.Form;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the form in which two collections can be compared: which field is which, and the kind that both sides' values are
 * brought to. A kind that the one store would be given by a migration from the other counts as the same, so that an integer in
 * a wider column is no difference; two kinds that no migration would bring together cannot be compared.
 */
final class Agreement {
    private final Declarations source;
    private final Declarations target;
    private final List<Field> sourceFields = new ArrayList<>();
    private final List<Field> targetFields = new ArrayList<>();
    private final List<Field> common = new ArrayList<>();
    private final List<String> unmatched = new ArrayList<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    private Agreement(Declarations source, Declarations target) {
        this.source = source;
        this.target = target;
    }

    /**
     * The common form.
     *
     * @param filter by the source's field names
     * @throws IncomparableException when there is none
     */
    static Couple of(Declarations source, Declarations target, Optional<Filter> filter)
            throws IncomparableException, InterruptedException {
        return new Agreement(source, target).couple(filter);
    }

    private Couple couple(Optional<Filter> filter) throws IncomparableException, InterruptedException {
        matchNames();
        for (Map.Entry<String, String> each : names.entrySet()) {
            agree(
                    source.declared().field(each.getKey()).orElseThrow(),
                    target.declared().field(each.getValue()).orElseThrow());
        }
        List<String> key = key();
        Map<String, String> back = new LinkedHashMap<>();
        names.forEach((from, to) -> back.put(to, from));
        Schema from = source.declared();
        Schema to = target.declared();
        Shape shape =
                from.shape() == Shape.COLLECTION && to.shape() == Shape.COLLECTION ? Shape.COLLECTION : Shape.TABLE;
        return new Couple(
                new Side(
                        source.store(),
                        from,
                        from.withFields(sourceFields),
                        key.stream().map(back::get).toList(),
                        filter),
                new Side(target.store(), to, to.withFields(targetFields), key, renamed(filter)),
                new Schema(to.id(), shape, common, key, List.of(), List.of(), List.of()),
                unmatched);
    }

    private void matchNames() {
        for (Field field : source.declared().fields()) {
            String name = field.name();
            Optional<Field> there = target.declared()
                    .field(name)
                    .or(() -> target.declared().fields().stream()
                            .filter(other -> wouldBeCalled(name, target.store(), other.name())
                                    || wouldBeCalled(other.name(), source.store(), name))
                            .findFirst());
            if (there.isPresent() && !names.containsValue(there.get().name())) {
                names.put(name, there.get().name());
            } else {
                unmatched.add("Only the source has the field \"" + name + "\"");
            }
        }
        for (Field field : target.declared().fields()) {
            if (!names.containsValue(field.name())) {
                unmatched.add("Only the target has the field \"" + field.name() + "\"");
            }
        }
    }

    private static boolean wouldBeCalled(String foreign, Store store, String name) {
        return store.schemaEditing()
                .map(editing -> editing.sameName(editing.fit(foreign), name))
                .orElse(false);
    }

    private void agree(Field from, Field to) throws IncomparableException, InterruptedException {
        List<Field> froms = new ArrayList<>(List.of(from));
        List<Field> tos = new ArrayList<>(List.of(to));
        if (kind(from, to).isEmpty()) {
            source.found(from.name()).ifPresent(froms::add);
            if (froms.stream().noneMatch(each -> kind(each, to).isPresent())) {
                target.found(to.name()).ifPresent(tos::add);
            }
        }
        for (Field there : tos) {
            for (Field here : froms) {
                Optional<FieldType> kind = kind(here, there);
                if (kind.isPresent()) {
                    sourceFields.add(here);
                    targetFields.add(there);
                    common.add(Field.of(to.name(), kind.get()));
                    return;
                }
            }
        }
        throw new IncomparableException("The field \"" + from.name() + "\" is "
                + from.type().describe() + " in the source and " + to.type().describe()
                + " in the target, which have no common form: no migration would bring the one to the other");
    }

    private Optional<FieldType> kind(Field from, Field to) {
        Kind here = from.type().kind();
        Kind there = to.type().kind();
        if (here == there) {
            return Optional.of(formed(from.type(), to.type()));
        }
        if (here == Kind.NULL) {
            return Optional.of(to.type());
        }
        if (there == Kind.NULL) {
            return Optional.of(from.type());
        }
        if (isExact(here) && isExact(there)) {
            return Optional.of(FieldType.of(Kind.DECIMAL));
        }
        if (wouldBe(from, target.store(), there)) {
            return Optional.of(to.type());
        }
        return wouldBe(to, source.store(), here) ? Optional.of(from.type()) : Optional.empty();
    }

    /** That of two types of one kind whose form values can be brought to on both sides. */
    private static FieldType formed(FieldType from, FieldType to) {
        boolean longer = from.form() == to.form()
                && from.precision().orElse(0) > to.precision().orElse(0);
        return from.form() != Form.AS_GIVEN && (to.form() == Form.AS_GIVEN || longer) ? from : to;
    }

    /** Whether a store would hold another one's field as values of this kind. */
    private static boolean wouldBe(Field foreign, Store store, Kind kind) {
        var mapping = store.types().plan(foreign.withGeneration(Field.Generation.NONE));
        return mapping.fidelity() != Fidelity.UNSUPPORTED
                && mapping.target().type().kind() == kind;
    }

    private static boolean isExact(Kind kind) {
        return kind == Kind.INT32 || kind == Kind.INT64 || kind == Kind.DECIMAL;
    }

    /** The key by the target's names: the source's, or else the target's own; empty where neither tells records apart. */
    private List<String> key() {
        List<String> wanted = source.declared().key();
        if (!wanted.isEmpty() && names.keySet().containsAll(wanted)) {
            return wanted.stream().map(names::get).toList();
        }
        List<String> own = target.declared().key();
        return names.values().containsAll(own) ? own : List.of();
    }

    private Optional<Filter> renamed(Optional<Filter> filter) throws IncomparableException {
        if (filter.isEmpty()) {
            return filter;
        }
        FilterNames renaming = new FilterNames(names);
        Filter there = renaming.of(filter.get());
        Set<String> unknown = renaming.unknown();
        if (!unknown.isEmpty()) {
            throw new IncomparableException(
                    "The filter looks at " + String.join(", ", unknown) + ", which not both sides have");
        }
        for (String name : renaming.used()) {
            Field here = source.declared().field(name).orElseThrow();
            Field other = target.declared().field(names.get(name)).orElseThrow();
            Kind kind = here.type().kind();
            if (kind != other.type().kind()
                    && !(isExact(kind) && isExact(other.type().kind()))) {
                throw new IncomparableException("The filter looks at \"" + name + "\", which is " + kind
                        + " in the source and " + other.type().kind() + " in the target: leave it out");
            }
        }
        return Optional.of(there);
    }
}
