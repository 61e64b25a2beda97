package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.Profile;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.TypeMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fits a source's collection to one that the target has already, field by field, and says what does not fit. */
final class Adoption {
    private final SchemaEditing editing;
    private final TypeMapper types;
    private final TextRules texts;
    private final List<String> blockers = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Adoption(SchemaEditing editing, TypeMapper types, TextRules texts) {
        this.texts = texts;
        this.editing = editing;
        this.types = types;
    }

    List<String> blockers() {
        return blockers;
    }

    List<String> warnings() {
        return warnings;
    }

    /** A design whose fields are those of the target's collection. */
    TargetDesign.Draft draft(Profile profile, Schema declared) {
        Schema there = writable(declared);
        Map<String, Field> fields = new LinkedHashMap<>();
        List<FieldPlan> plans = new ArrayList<>();
        for (Field field : profile.schema().fields()) {
            Optional<Field> home = home(field, there);
            if (home.isPresent()) {
                fields.put(field.name(), home.get());
                plans.add(plan(profile.schema(), field, declared.id(), home.get()));
            } else if (home(field, declared).isPresent()) {
                warnings.add(declared.id() + "." + field.name()
                        + " is computed by the target; the source's values are not written");
            } else if (there.shape() == Shape.COLLECTION) {
                Mapping mapping = types.plan(field);
                fields.put(field.name(), mapping.target());
                plans.add(plan(profile.schema(), field, declared.id(), mapping.target()));
            } else {
                blockers.add(declared.id() + " in the target has no field for "
                        + profile.schema().id() + "." + field.name()
                        + ": add one, leave the field out (drop), or give it the name of one (to)");
            }
        }
        demand(profile.schema(), there, fields);
        return new TargetDesign.Draft(profile, declared.id(), fields, plans, Optional.of(there));
    }

    /** The fields that can be written. */
    static Schema writable(Schema declared) {
        return declared.withFields(declared.fields().stream()
                .filter(field -> field.generation() != Generation.COMPUTED)
                .toList());
    }

    private Optional<Field> home(Field field, Schema there) {
        return there.field(field.name())
                .or(() -> there.fields().stream()
                        .filter(each -> editing.sameName(each.name(), editing.fit(field.name())))
                        .findFirst());
    }

    /** Fields that a new record must have. */
    private void demand(Schema source, Schema there, Map<String, Field> fields) {
        List<String> brought = fields.values().stream().map(Field::name).toList();
        for (Field field : there.fields()) {
            boolean filled = field.nullable()
                    || field.defaultValue().isPresent()
                    || field.generation() != Generation.NONE
                    || there.shape() == Shape.COLLECTION;
            if (!filled && !brought.contains(field.name())) {
                blockers.add(there.id() + "." + field.name() + " in the target may not be null, and " + source.id()
                        + " has nothing for it: name a field for it (to), or a constant");
            }
        }
        if (!brought.containsAll(there.key())) {
            blockers.add("Records of " + there.id() + " are told apart by " + String.join(", ", there.key()) + ", and "
                    + source.id() + " does not have all of that: name fields for it (to)");
        }
    }

    private FieldPlan plan(Schema source, Field field, DatasetId there, Field home) {
        Fidelity fidelity = fidelity(field, home);
        String what = source.id() + "." + field.name() + " (" + TargetDesign.typeName(field) + ")";
        String note = "";
        if (fidelity == Fidelity.UNSUPPORTED) {
            blockers.add("The target's " + home.name() + " (" + TargetDesign.typeName(home) + ") cannot hold " + what
                    + (isCastTo(home.type().kind())
                            ? ": cast the field, or leave it out (drop)"
                            : ": leave it out (drop), or let the target have a field of text for it"));
        } else if (fidelity == Fidelity.LOSSY) {
            note = "a value that does not fit is rejected by name";
            warnings.add("The target's " + home.name() + " (" + TargetDesign.typeName(home)
                    + ") may not hold every value of " + what + ". A value that would change is rejected by name");
        } else if (fidelity == Fidelity.WIDENED) {
            note = "the target's field is wider";
        }
        String lost = lost(field.type(), home.type());
        if (fidelity != Fidelity.UNSUPPORTED && !lost.isEmpty()) {
            warnings.add(
                    "The target's " + home.name() + " (" + TargetDesign.typeName(home) + ") gives values of " + what
                            + " back in a form of its own: " + lost
                            + ". They are brought to that form on the way, and proven in it;"
                            + " leave the field out (drop) to keep them out of it");
            note = note.isEmpty() ? lost : note + "; " + lost;
            fidelity = Fidelity.LOSSY;
        }
        if (fidelity != Fidelity.UNSUPPORTED && texts.tellsCase(field, there, home)) {
            note = note.isEmpty() ? TextRules.TELLS_CASE : note + "; " + TextRules.TELLS_CASE;
            fidelity = fidelity == Fidelity.EXACT ? Fidelity.WIDENED : fidelity;
        }
        return new FieldPlan(
                field.name(), TargetDesign.typeName(field), home.name(), TargetDesign.typeName(home), fidelity, note);
    }

    /** What of values is not kept where a field gives them back in another form; empty where all is. */
    private static String lost(FieldType from, FieldType to) {
        FieldType item = to.element().orElse(to);
        FieldType given = from.element().orElse(from);
        boolean same = given.form() == item.form() && given.precision().equals(item.precision());
        return switch (item.form()) {
            case JSON_BY_VALUE -> same ? "" : "the order of keys, keys that occur twice and white space are not kept";
            case PADDED ->
                same || item.precision().isEmpty()
                        ? ""
                        : "text is filled with spaces to " + item.precision().getAsInt()
                                + " characters, so that spaces at its end are not told apart";
            case AS_GIVEN -> "";
        };
    }

    private Fidelity fidelity(Field field, Field home) {
        Kind from = field.type().kind();
        Kind to = home.type().kind();
        if (from == to) {
            boolean narrower = isNarrower(field.type(), home.type());
            return narrower || field.nullable() && !home.nullable() ? Fidelity.LOSSY : Fidelity.EXACT;
        }
        if (from == Kind.NULL || to == Kind.NULL) {
            return Fidelity.WIDENED;
        }
        if (isNumber(from) && isNumber(to)) {
            boolean wider = from == Kind.INT32 && to == Kind.INT64
                    || isWhole(from)
                            && to == Kind.DECIMAL
                            && home.type().precision().isEmpty();
            return wider ? Fidelity.WIDENED : Fidelity.LOSSY;
        }
        if (types.plan(field).target().type().kind() == to) {
            return Fidelity.WIDENED;
        }
        return switch (to) {
            case TEXT -> from == Kind.BYTES ? Fidelity.UNSUPPORTED : Fidelity.WIDENED;
            case BYTES -> from == Kind.TEXT ? Fidelity.WIDENED : Fidelity.UNSUPPORTED;
            case JSON -> from == Kind.ARRAY || from == Kind.DOCUMENT ? Fidelity.WIDENED : Fidelity.UNSUPPORTED;
            case BOOL -> isWhole(from) ? Fidelity.LOSSY : Fidelity.UNSUPPORTED;
            case INT32, INT64, DECIMAL -> from == Kind.BOOL ? Fidelity.WIDENED : Fidelity.UNSUPPORTED;
            case OFFSET_TIMESTAMP -> from == Kind.MOMENT ? Fidelity.WIDENED : Fidelity.UNSUPPORTED;
            case MOMENT -> from == Kind.OFFSET_TIMESTAMP ? Fidelity.LOSSY : Fidelity.UNSUPPORTED;
            case NULL, FLOAT64, UUID, DATE, TIME, LOCAL_TIMESTAMP, ARRAY, DOCUMENT, EXTENSION -> Fidelity.UNSUPPORTED;
        };
    }

    /** Whether anything becomes a value of the kind because somebody asks for it. */
    private static boolean isCastTo(Kind kind) {
        return kind != Kind.ARRAY && kind != Kind.DOCUMENT && kind != Kind.EXTENSION;
    }

    private static boolean isWhole(Kind kind) {
        return kind == Kind.INT32 || kind == Kind.INT64;
    }

    private static boolean isNumber(Kind kind) {
        return isWhole(kind) || kind == Kind.DECIMAL || kind == Kind.FLOAT64;
    }

    private static boolean isNarrower(FieldType from, FieldType to) {
        return to.precision().isPresent()
                        && (from.precision().isEmpty()
                                || from.precision().getAsInt() > to.precision().getAsInt())
                || to.scale().isPresent()
                        && from.scale().orElse(Integer.MAX_VALUE) > to.scale().getAsInt();
    }
}
