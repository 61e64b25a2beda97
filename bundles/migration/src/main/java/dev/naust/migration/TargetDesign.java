package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.Profile;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.TypeMapper;
import dev.naust.migration.chunk.Sentence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Designs the target's collections for a source's: names that fit, types that hold, keys, indexes and references. */
final class TargetDesign {
    private final SchemaEditing editing;
    private final TypeMapper types;
    private final Names names;
    private final Wishes wishes;
    private final Map<DatasetId, Schema> there;
    private final TextRules texts;
    private final Adoption adoption;
    private final FittingIndexes fitting;
    private final Map<DatasetId, Draft> drafts = new LinkedHashMap<>();
    private final List<String> notCarried = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> blockers = new ArrayList<>();

    /** @param there the target's collections that source's collections go to, by the source's */
    TargetDesign(SchemaEditing editing, TypeMapper types, Names names, Wishes wishes, Map<DatasetId, Schema> there) {
        this(editing, types, names, wishes, there, TextRules.ofTypes());
    }

    /**
     * The same, knowing how both stores compare texts.
     *
     * @param there the target's collections that source's collections go to, by the source's
     */
    TargetDesign(
            SchemaEditing editing,
            TypeMapper types,
            Names names,
            Wishes wishes,
            Map<DatasetId, Schema> there,
            TextRules texts) {
        this.texts = texts;
        this.editing = editing;
        this.types = types;
        this.names = names;
        this.wishes = wishes;
        this.there = there;
        this.adoption = new Adoption(editing, types, texts);
        this.fitting = new FittingIndexes(editing);
    }

    /**
     * A collection's design while its references are still open.
     *
     * @param fields the target's fields by the source's names
     * @param there what the target declares already
     */
    record Draft(
            Profile profile, DatasetId id, Map<String, Field> fields, List<FieldPlan> plans, Optional<Schema> there) {
        Schema source() {
            return profile.schema();
        }

        List<String> renamed(List<String> sourceNames) {
            return sourceNames.stream().map(name -> fields.get(name).name()).toList();
        }
    }

    List<CollectionPlan> design(List<Profile> profiles) {
        for (Profile profile : profiles) {
            DatasetId id = profile.schema().id();
            Schema present = there.get(id);
            drafts.put(id, present == null ? draft(profile) : adoption.draft(profile, present));
        }
        warnings.addAll(adoption.warnings());
        blockers.addAll(adoption.blockers());
        List<CollectionPlan> designed =
                drafts.values().stream().map(this::finish).toList();
        warnings.addAll(fitting.warnings());
        return designed;
    }

    List<String> notCarried() {
        return notCarried;
    }

    List<String> warnings() {
        return warnings;
    }

    List<String> blockers() {
        return blockers;
    }

    private Draft draft(Profile profile) {
        Schema source = profile.schema();
        DatasetId foreign = editing.place(source.id());
        List<String> path =
                new ArrayList<>(Names.place(foreign).stream().map(editing::fit).toList());
        String wanted = wishes.name(source.id()).orElse(foreign.name());
        String name = names.claim(List.copyOf(path), wanted);
        path.add(name);
        if (!name.equals(wanted)) {
            warnings.add("Collection \"" + source.id() + "\" will be called \"" + name
                    + "\": the target cannot hold the name as it is, or has it already");
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        List<FieldPlan> plans = new ArrayList<>();
        Names fieldNames = new Names(editing);
        Map<String, String> findings = profile.findings().stream()
                .collect(Collectors.toMap(
                        Profile.Finding::field, finding -> Sentence.open(finding.note()), (a, b) -> a + ". " + b));
        for (Field field : source.fields()) {
            plans.add(field(source, field, findings, fieldNames, fields));
        }
        if (findings.containsKey("")) {
            warnings.add(source.id() + ": " + findings.get(""));
        }
        source.extras().forEach(extra -> notCarried.add(source.id() + ": " + extra));
        return new Draft(profile, new DatasetId(path), fields, plans, Optional.empty());
    }

    private FieldPlan field(
            Schema source, Field field, Map<String, String> findings, Names fieldNames, Map<String, Field> fields) {
        boolean inKey = source.key().contains(field.name());
        Field carried =
                field.withGeneration(field.generation() == Generation.COMPUTED ? Generation.NONE : field.generation());
        Mapping mapping = inKey ? keyMapping(source.id(), carried) : mapping(source.id(), carried);
        String name = fieldNames.claim(field.name());
        Field target = mapping.target().withName(name);
        fields.put(field.name(), inKey ? target.withNullable(false) : target);

        List<String> notes = new ArrayList<>();
        if (findings.containsKey(field.name())) {
            notes.add(findings.get(field.name()));
        }
        if (!mapping.note().isEmpty()) {
            notes.add(Sentence.open(mapping.note()));
        }
        if (!name.equals(field.name())) {
            notes.add("called \"" + name + "\" there, because the target cannot hold the name as it is");
        }
        if (field.generation() == Generation.COMPUTED) {
            notes.add("computed in the source; its values are carried, its expression is not");
        }
        boolean tellsCase = texts.tellsCase(field, target);
        if (tellsCase) {
            notes.add(TextRules.TELLS_CASE);
        }
        Fidelity fidelity = mapping.fidelity() == Fidelity.EXACT && (tellsCase || findings.containsKey(field.name()))
                ? Fidelity.WIDENED
                : mapping.fidelity();
        String why = Sentence.open(mapping.note());
        judge(
                source,
                field,
                fidelity,
                tellsCase && fidelity == Fidelity.LOSSY ? why + "; " + TextRules.TELLS_CASE : why);
        return new FieldPlan(field.name(), typeName(field), name, typeName(target), fidelity, String.join(". ", notes));
    }

    /** Tables are found by what has an order: a document or JSON in a key is kept as its text. */
    private Mapping keyMapping(DatasetId source, Field field) {
        Mapping mapping = mapping(source, field);
        boolean isText = isOrdered(mapping.target().type().kind());
        if (isText
                || editing.shapes().contains(Shape.COLLECTION)
                || !isStructured(field.type().kind())) {
            return mapping;
        }
        return new Mapping(
                types.plan(retyped(field, Kind.TEXT)).target(),
                Fidelity.WIDENED,
                "a key cannot be " + typeName(mapping.target()) + " there, so that its text is kept");
    }

    private static boolean isStructured(Kind kind) {
        return kind == Kind.JSON || kind == Kind.DOCUMENT || kind == Kind.ARRAY;
    }

    private Mapping mapping(DatasetId source, Field field) {
        Kind cast = wishes.casts(source).get(field.name());
        if (cast != null && cast != field.type().kind()) {
            Mapping mapping = types.plan(retyped(field, cast));
            return new Mapping(mapping.target(), worst(mapping.fidelity(), Fidelity.WIDENED), "cast as asked for");
        }
        Mapping mapping = types.plan(field);
        boolean doubtful = mapping.fidelity() == Fidelity.LOSSY || mapping.fidelity() == Fidelity.UNSUPPORTED;
        if (doubtful && wishes.lossy() == Lossy.AS_TEXT && field.type().kind() != Kind.BYTES) {
            return heldAsText(field, mapping.note());
        }
        return wishes.misfit(source, field.name())
                .map(why -> heldAsText(field, why))
                .orElse(mapping);
    }

    private Mapping heldAsText(Field field, String why) {
        return new Mapping(
                types.plan(retyped(field, Kind.TEXT)).target(),
                Fidelity.WIDENED,
                "held as text, as asked for" + (why.isEmpty() ? "" : ": " + why));
    }

    private static Field retyped(Field field, Kind kind) {
        return field.withType(FieldType.of(kind)).withDefault(Optional.empty()).withGeneration(Generation.NONE);
    }

    private static Fidelity worst(Fidelity a, Fidelity b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private void judge(Schema source, Field field, Fidelity fidelity, String note) {
        String what = source.id() + "." + field.name() + " (" + typeName(field) + ")";
        if (fidelity == Fidelity.UNSUPPORTED) {
            blockers.add("The target cannot hold " + what + (note.isEmpty() ? "" : ": " + note));
        } else if (fidelity == Fidelity.LOSSY) {
            warnings.add("The target may not hold every value of " + what + (note.isEmpty() ? "" : ": " + note)
                    + ". A value that would change is rejected by name");
        }
    }

    static String typeName(Field field) {
        String nativeType = field.type().nativeType();
        return nativeType.isEmpty() ? field.type().describe() : nativeType;
    }

    private CollectionPlan finish(Draft draft) {
        Schema source = draft.source();
        if (draft.there().isPresent()) {
            sayWhatIsLacking(draft, draft.there().get());
            texts.otherwise(source.id(), draft.id(), draft.plans())
                    .forEach(each -> notCarried.add(source.id() + ": " + each));
            return adopted(draft, draft.there().get());
        }
        Schema target = fitting.of(new Schema(
                draft.id(),
                shape(source),
                List.copyOf(draft.fields().values()),
                draft.renamed(source.key()),
                indexes(draft),
                references(draft),
                List.of()));
        editing.obstacles(target)
                .forEach(obstacle -> blockers.add("The target cannot have " + source.id() + ": " + obstacle));
        return new CollectionPlan(source.id(), draft.id(), draft.profile().records(), source, target, draft.plans());
    }

    /** Documents become rows where the target has tables alone. */
    private Shape shape(Schema source) {
        return source.shape() == Shape.COLLECTION && !editing.shapes().contains(Shape.COLLECTION)
                ? Shape.TABLE
                : source.shape();
    }

    /** A table that somebody made bare, or that a killed run left so, stays bare. */
    private void sayWhatIsLacking(Draft draft, Schema there) {
        Schema source = draft.source();
        if (there.shape() != Shape.TABLE) {
            return;
        }
        List<String> lacking = new ArrayList<>();
        if (!source.key().isEmpty() && there.key().isEmpty()) {
            lacking.add("the key (" + String.join(", ", source.key()) + ")");
        }
        source.indexes().stream()
                .filter(index -> there.indexes().stream()
                        .noneMatch(other -> other.fields().equals(namesThere(draft, index.fields()))))
                .forEach(index -> lacking.add("index " + index.name()));
        source.foreignKeys().stream()
                .filter(key -> there.foreignKeys().stream()
                        .noneMatch(other -> other.fields().equals(namesThere(draft, key.fields()))))
                .forEach(key -> lacking.add("the reference from " + String.join(", ", key.fields())));
        if (!lacking.isEmpty()) {
            notCarried.add(source.id() + ": " + String.join(", ", lacking) + ", because " + there.id()
                    + " is there already without. To have it made whole, remove it from the target first");
        }
    }

    private static List<String> namesThere(Draft draft, List<String> fields) {
        return fields.stream()
                .map(field -> Optional.ofNullable(draft.fields().get(field))
                        .map(Field::name)
                        .orElse(field))
                .toList();
    }

    private static CollectionPlan adopted(Draft draft, Schema there) {
        Schema source = draft.source();
        Schema readAs = source.withFields(source.fields().stream()
                .filter(field -> draft.fields().containsKey(field.name()))
                .toList());
        Schema writeAs = there.withFields(List.copyOf(draft.fields().values()));
        return new CollectionPlan(
                source.id(),
                draft.id(),
                draft.profile().records(),
                readAs,
                writeAs,
                draft.plans(),
                Optional.of(there),
                0);
    }

    private List<Index> indexes(Draft draft) {
        List<Index> carried = new ArrayList<>();
        for (Index index : draft.source().indexes()) {
            List<String> unordered = index.fields().stream()
                    .filter(name -> !isOrdered(draft.fields().get(name).type().kind()))
                    .toList();
            if (!unordered.isEmpty()) {
                notCarried.add(draft.source().id() + ": index " + index.name() + ", because the target cannot index "
                        + String.join(", ", unordered));
                continue;
            }
            String wanted = index.name().isBlank()
                    ? draft.id().name() + "_" + String.join("_", index.fields()) + (index.unique() ? "_key" : "_idx")
                    : index.name();
            carried.add(new Index(
                    names.claim(Names.place(draft.id()), wanted),
                    index.unique(),
                    index.constraint(),
                    index.parts().stream()
                            .map(part -> new Index.Part(
                                    draft.fields().get(part.field()).name(), part.descending()))
                            .toList()));
        }
        return carried;
    }

    static boolean isOrdered(Kind kind) {
        return switch (kind) {
            case JSON, DOCUMENT, ARRAY, EXTENSION, NULL -> false;
            default -> true;
        };
    }

    private List<ForeignKey> references(Draft draft) {
        List<ForeignKey> carried = new ArrayList<>();
        Names keyNames = new Names(editing);
        for (ForeignKey key : draft.source().foreignKeys()) {
            Draft parent = drafts.get(key.target());
            String obstacle = References.obstacle(editing, draft, key, parent);
            if (!obstacle.isEmpty()) {
                notCarried.add(draft.source().id() + ": the reference from " + String.join(", ", key.fields()) + " to "
                        + key.target() + ", because " + obstacle);
                continue;
            }
            if (key.broken() > 0) {
                warnings.add(draft.source().id() + ": " + Counted.records(key.broken())
                        + (key.broken() == 1 ? " refers" : " refer") + " through "
                        + String.join(", ", key.fields()) + " to nothing in " + key.target()
                        + ". The reference is made without checking it");
            }
            String wanted = key.name().isBlank()
                    ? draft.id().name() + "_" + String.join("_", key.fields()) + "_fkey"
                    : key.name();
            carried.add(new ForeignKey(
                    keyNames.claim(wanted),
                    draft.renamed(key.fields()),
                    parent.id(),
                    parent.renamed(key.targetFields()),
                    key.onDelete(),
                    key.onUpdate(),
                    key.broken()));
        }
        return carried;
    }
}
