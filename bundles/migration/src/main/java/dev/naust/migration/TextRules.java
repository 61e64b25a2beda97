package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Domain;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Store;
import dev.naust.api.store.Structures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How two stores compare texts, as far as they say: whether without regard to case, and by which collation. Immutable. */
final class TextRules {
    /** What is said of a field whose texts were compared without case in the source alone. */
    static final String TELLS_CASE =
            "texts that differ in upper and lower case alone are the same in the source (citext), and not there, so that"
                    + " a unique rule lets more pass";

    private static final Set<String> PLAIN =
            Set.of("", "text", "character varying", "varchar", "character", "char", "bpchar", "name", "citext");

    private final Optional<Structure> source;
    private final Optional<Structure> target;

    private TextRules(Optional<Structure> source, Optional<Structure> target) {
        this.source = source;
        this.target = target;
    }

    /** Where nothing but the fields' own types is known. */
    static TextRules ofTypes() {
        return new TextRules(Optional.empty(), Optional.empty());
    }

    /**
     * Asks the stores where the fields' types do not say it all.
     *
     * @param there the target's collections that are there already
     */
    static TextRules of(Store source, Store target, List<Profile> profiles, Set<DatasetId> there)
            throws InterruptedException {
        boolean meeting =
                profiles.stream().anyMatch(each -> there.contains(each.schema().id()));
        boolean named = profiles.stream()
                .flatMap(each -> each.schema().fields().stream())
                .anyMatch(TextRules::isNamed);
        return meeting || named ? new TextRules(read(source), read(target)) : ofTypes();
    }

    private static Optional<Structure> read(Store store) throws InterruptedException {
        Optional<Structures> structures = store.structures();
        return structures.isPresent() ? Optional.of(structures.get().read()) : Optional.empty();
    }

    /** Whether texts have a type that somebody may have made of another one. */
    private static boolean isNamed(Field field) {
        Kind kind = field.type().element().orElse(field.type()).kind();
        String name = single(field.type().nativeType()).replaceAll("\\(.*", "").strip();
        return kind == Kind.TEXT && !PLAIN.contains(last(name).toLowerCase(Locale.ROOT));
    }

    /** Whether a field of the source compares texts without regard to case, and the one it goes to does not. */
    boolean tellsCase(Field from, Field to) {
        return isCitext(source, from.type().nativeType())
                && !isCitext(target, to.type().nativeType());
    }

    /** The same of a collection that is there; what is not known of its field is not said. */
    boolean tellsCase(Field from, DatasetId there, Field to) {
        Optional<String> collation = column(target, there, to.name()).flatMap(each -> collation(target, each));
        boolean unknown =
                target.filter(each -> each.technology().equals("sqlserver")).isPresent();
        return tellsCase(from, to)
                && !(unknown || collation.filter(TextRules::ignoresCase).isPresent());
    }

    /** What a collection that is there compares otherwise than the source, by collations, without full stops. */
    List<String> otherwise(DatasetId from, DatasetId to, List<FieldPlan> fields) {
        List<String> lines = new ArrayList<>();
        for (FieldPlan each : fields) {
            Optional<Column> here = column(source, from, each.source());
            Optional<Column> there = column(target, to, each.target());
            Optional<String> wanted = here.flatMap(column -> collation(source, column));
            Optional<String> found = there.flatMap(column -> collation(target, column));
            boolean alike = source.map(Structure::technology).equals(target.map(Structure::technology));
            boolean caseless = wanted.filter(TextRules::ignoresCase).isPresent()
                    && (isCitext(target, each.targetType())
                            || found.filter(TextRules::ignoresCase).isPresent());
            if (alike && wanted.equals(found) || caseless) {
                continue;
            }
            String because = ", because " + to + " is there already and compares \"" + each.target() + "\" ";
            if (wanted.isPresent()) {
                lines.add("The collation \"" + last(wanted.get()) + "\" of \"" + each.source() + "\"" + because
                        + found.map(name -> "by the collation \"" + last(name) + "\"")
                                .orElse("otherwise"));
            } else if (alike && found.isPresent() && here.isPresent()) {
                lines.add("The way that \"" + each.source() + "\" is compared" + because + "by the collation \""
                        + last(found.get()) + "\"");
            }
        }
        return lines;
    }

    private static Optional<Column> column(Optional<Structure> at, DatasetId table, String name) {
        return at.flatMap(structure -> structure.table(table)).flatMap(found -> found.column(name));
    }

    /** A domain's collation is that of its columns, too. */
    private static Optional<String> collation(Optional<Structure> at, Column column) {
        return column.collation().or(() -> inherited(at, column.type()));
    }

    private static Optional<String> inherited(Optional<Structure> at, String type) {
        return domain(at, type).flatMap(each -> each.collation().or(() -> inherited(at, each.type())));
    }

    /** PostgreSQL's type of texts without regard to case comes with an extension, which brings it into any schema. */
    private static boolean isCitext(Optional<Structure> at, String declared) {
        return last(single(declared)).equals("citext")
                || domain(at, declared)
                        .filter(each -> isCitext(at, each.type()))
                        .isPresent();
    }

    private static Optional<Domain> domain(Optional<Structure> at, String declared) {
        String name = single(declared).replace("\"", "");
        return at.flatMap(structure -> structure.domains().stream()
                .filter(each -> each.id().name().equals(name)
                        || String.join(".", each.id().path()).equals(name))
                .findFirst());
    }

    private static boolean ignoresCase(String collation) {
        String name = last(collation).toUpperCase(Locale.ROOT);
        return name.equals("NOCASE") || name.contains("_CI_");
    }

    private static String single(String declared) {
        return declared.endsWith("[]") ? single(declared.substring(0, declared.length() - 2)) : declared;
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('.') + 1).replace("\"", "");
    }
}
