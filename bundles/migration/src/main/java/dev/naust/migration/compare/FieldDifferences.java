package dev.naust.migration.compare;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ComparisonReport.FieldDifference;
import dev.naust.api.service.ComparisonReport.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the fields in which two records differ, and says how. */
final class FieldDifferences {
    /** Fields shown of one record; nobody reads more, and a report must end. */
    private static final int MOST = 100;

    private FieldDifferences() {}

    static List<FieldDifference> of(Document source, Document target, Kind kind) {
        Set<String> names = new LinkedHashSet<>(target.layout().names());
        names.addAll(source.layout().names());
        CanonicalForm form = new CanonicalForm();
        List<FieldDifference> fields = new ArrayList<>();
        for (String name : names) {
            Optional<Value> here = source.get(name);
            Optional<Value> there = target.get(name);
            if (fields.size() < MOST && !same(form, here, there)) {
                fields.add(difference(name, here, there, kind));
            }
        }
        return fields;
    }

    private static FieldDifference difference(String name, Optional<Value> here, Optional<Value> there, Kind kind) {
        Shown.Both both = Shown.both(here, there);
        return new FieldDifference(
                name,
                kind == Kind.EXTRA ? "" : both.source(),
                kind == Kind.MISSING ? "" : both.target(),
                kind == Kind.DIFFERENT && here.isPresent() && there.isPresent()
                        ? Nature.of(here.get(), there.get())
                        : "");
    }

    private static boolean same(CanonicalForm form, Optional<Value> here, Optional<Value> there) {
        if (here.isEmpty() || there.isEmpty()) {
            return here.isEmpty() && there.isEmpty();
        }
        return Arrays.equals(form.bytes(here.get()), form.bytes(there.get()));
    }
}
