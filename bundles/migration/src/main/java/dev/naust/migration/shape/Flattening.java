package dev.naust.migration.shape;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.ForeignKey.Action;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.MigrationRequest.Flatten;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The names that one choice of flattening makes, and the schema of the collection that it gives. Holds no state that changes. */
final class Flattening {
    /** The field of an item that is one value and no object. */
    static final String VALUE = "value";

    /** The field of an item's place, where nobody names another. */
    static final String POSITION = "position";

    private final DatasetId parent;
    private final Flatten choice;
    private final DatasetId child;

    Flattening(DatasetId parent, Flatten choice) {
        this.parent = parent;
        this.choice = choice;
        List<String> path = new ArrayList<>(parent.path());
        path.set(path.size() - 1, choice.to().orElse(parent.name() + "_" + choice.field()));
        this.child = new DatasetId(path);
    }

    DatasetId parent() {
        return parent;
    }

    DatasetId child() {
        return child;
    }

    String field() {
        return choice.field();
    }

    String position() {
        return choice.position().orElse(POSITION);
    }

    List<String> ownKey() {
        return choice.key();
    }

    /** The item's fields that hold the key of the record that it was in. */
    List<String> references(List<String> key) {
        if (choice.parent().isEmpty()) {
            return key.stream()
                    .map(name -> parent.name() + "_" + name.replaceFirst("^_+", ""))
                    .toList();
        }
        if (choice.parent().size() != key.size()) {
            throw Refusal.of(parent + " cannot be flattened by " + field() + ": its key is " + String.join(", ", key)
                    + ", and \"parent\" names " + choice.parent().size() + " fields for it. Name one for each");
        }
        return choice.parent();
    }

    /** The schema of the record that items were in, without them. */
    Schema without(Schema source, boolean marked) {
        List<Field> fields = new ArrayList<>();
        for (Field each : source.fields()) {
            if (!each.name().equals(field())) {
                fields.add(each);
            } else if (marked) {
                fields.add(Field.of(field(), FieldType.of(Kind.BOOL)));
            }
        }
        return source.withFields(fields);
    }

    /** The schema of the items. */
    Schema items(Schema source, Items seen) {
        if (source.key().isEmpty()) {
            throw Refusal.of(parent + " cannot be flattened by " + field()
                    + ": it has no key that its items could refer to. Leave it out of flatten");
        }
        List<String> references = references(source.key());
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            fields.add(Field.required(references.get(i), keyType(source, i, seen)));
        }
        List<String> key = new ArrayList<>(ownKey());
        if (key.isEmpty()) {
            key.addAll(references);
        }
        if (ownKey().isEmpty() && !seen.areObjects()) {
            fields.add(Field.required(position(), FieldType.of(Kind.INT64)));
            key.add(position());
        }
        if (!seen.haveFields()) {
            fields.add(Field.of(VALUE, seen.whole().type()));
        }
        if (seen.haveFields()) {
            seen.fields().forEach((name, kinds) -> fields.add(field(name, kinds, key)));
        }
        refuseNamesakes(fields, key);
        return new Schema(
                child,
                source.shape() == Shape.TABLE ? Shape.TABLE : Shape.COLLECTION,
                fields,
                key,
                ownKey().isEmpty() ? List.of() : List.of(index(references)),
                List.of(new ForeignKey("", references, parent, source.key(), Action.NO_ACTION, Action.NO_ACTION, 0)),
                List.of());
    }

    private static Field field(String name, KindsSeen kinds, List<String> key) {
        return Field.of(name, kinds.type()).withNullable(!key.contains(name));
    }

    private FieldType keyType(Schema source, int part, Items seen) {
        Optional<Field> declared = source.field(source.key().get(part));
        KindsSeen kinds = seen.key(part);
        if (kinds.isMixed()) {
            throw Refusal.of(parent + " cannot be flattened by " + field() + ": its key "
                    + source.key().get(part)
                    + " holds values of several kinds, which no other collection could refer to. Leave it out of"
                    + " flatten");
        }
        return declared.map(Field::type)
                .filter(type ->
                        kinds.kinds().isEmpty() || type.kind() == kinds.type().kind())
                .orElseGet(kinds::type);
    }

    private static Index index(List<String> references) {
        return new Index(
                "",
                false,
                false,
                references.stream().map(name -> new Index.Part(name, false)).toList());
    }

    private void refuseNamesakes(List<Field> fields, List<String> key) {
        Set<String> names = new HashSet<>();
        for (Field each : fields) {
            if (!names.add(each.name())) {
                throw Refusal.of(parent + " cannot be flattened by " + field() + ": its items have a field "
                        + each.name() + " already. Choose another name with \"parent\" or \"position\"");
            }
        }
        if (!names.containsAll(key)) {
            throw Refusal.of(parent + " cannot be flattened by " + field() + " with the key " + String.join(", ", key)
                    + ": its items have the fields " + String.join(", ", names));
        }
    }

    /** What becomes of it, for people. */
    String sentence(Schema made, Items seen) {
        String rows = seen.areObjects() ? "one record for each object" : "one record for each item";
        String told = seen.areObjects() || !ownKey().isEmpty() ? "" : ", where " + position() + " is its place";
        String back = seen.needMark()
                ? ". " + field() + " in " + parent + " stays as a truth, which tells an empty list from none"
                : "";
        return "made of " + field() + " in " + parent + ", as chosen: " + rows + ", with the key "
                + String.join(", ", made.key()) + told + back;
    }
}
