package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Endpoint.StoreId;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.console.view.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody filled in to migrate.
 *
 * @param collections the ticked ones; empty together with {@code all}
 * @param all whether everything that was offered is ticked, or nothing was offered yet
 */
record MigrationForm(
        String source,
        String target,
        List<String> collections,
        boolean all,
        Conflict conflict,
        boolean validate,
        boolean continueOnError) {

    /** A form that is only begun. */
    static MigrationForm begun(String source, String target) {
        Options options = Options.defaults();
        return new MigrationForm(
                source, target, List.of(), true, options.conflict(), options.validate(), options.continueOnError());
    }

    /** What a browser sent. */
    static MigrationForm sent(Map<String, List<String>> fields) {
        List<String> ticked = fields.getOrDefault("collection", List.of());
        boolean all = first(fields, "offered")
                .map(offered -> offered.equals(Integer.toString(ticked.size())))
                .orElse(ticked.isEmpty());
        return new MigrationForm(
                first(fields, "source").orElse(""),
                first(fields, "target").orElse(""),
                all ? List.of() : List.copyOf(ticked),
                all,
                first(fields, "conflict").map(MigrationForm::conflict).orElse(Conflict.FAIL),
                first(fields, "validate").isPresent(),
                first(fields, "continueOnError").isPresent());
    }

    /** What a run was asked for; empty when its parameters do not name two stores. */
    static Optional<MigrationForm> asked(Document parameters) {
        Optional<String> source = text(parameters, "source");
        Optional<String> target = text(parameters, "target");
        if (source.isEmpty() || target.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = parameters
                .get("collections")
                .filter(Value.Array.class::isInstance)
                .map(value -> ((Value.Array) value).items())
                .orElse(List.of())
                .stream()
                .filter(Text.class::isInstance)
                .map(value -> ((Text) value).string())
                .toList();
        Document options = parameters
                .get("options")
                .filter(Document.class::isInstance)
                .map(Document.class::cast)
                .orElse(Document.empty());
        Options defaults = Options.defaults();
        return Optional.of(new MigrationForm(
                source.get(),
                target.get(),
                names,
                names.isEmpty(),
                text(options, "conflict").map(MigrationForm::conflict).orElse(defaults.conflict()),
                truth(options, "validate", defaults.validate()),
                truth(options, "continueOnError", defaults.continueOnError())));
    }

    private static Optional<String> text(Document document, String name) {
        return document.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    private static boolean truth(Document document, String name, boolean otherwise) {
        return document.get(name)
                .filter(Value.Bool.class::isInstance)
                .map(value -> ((Value.Bool) value).isTrue())
                .orElse(otherwise);
    }

    private static Conflict conflict(String name) {
        for (Conflict each : Conflict.values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return Conflict.FAIL;
    }

    private static Optional<String> first(Map<String, List<String>> fields, String name) {
        return fields.getOrDefault(name, List.of()).stream().findFirst().filter(value -> !value.isBlank());
    }

    /** What is missing, in words for people. */
    Optional<String> problem() {
        if (source.isEmpty() || target.isEmpty()) {
            return Optional.of("Choose the store to copy from and the store to copy to.");
        }
        if (source.equals(target)) {
            return Optional.of("Source and target are the same store. Choose two different stores.");
        }
        if (!all && collections.isEmpty()) {
            return Optional.of("No collection is ticked. Tick at least one.");
        }
        return Optional.empty();
    }

    MigrationRequest request() {
        Options options = Options.defaults();
        return new MigrationRequest(
                new StoreId(source),
                new StoreId(target),
                collections,
                new Options(conflict, options.batchSize(), validate, continueOnError, options.parallelism()));
    }

    /** The same form as hidden fields. */
    List<Fact> fields() {
        List<Fact> fields = new ArrayList<>();
        fields.add(new Fact("source", source));
        fields.add(new Fact("target", target));
        collections.forEach(name -> fields.add(new Fact("collection", name)));
        fields.add(new Fact("conflict", conflict.name()));
        if (validate) {
            fields.add(new Fact("validate", "true"));
        }
        if (continueOnError) {
            fields.add(new Fact("continueOnError", "true"));
        }
        return fields;
    }
}
