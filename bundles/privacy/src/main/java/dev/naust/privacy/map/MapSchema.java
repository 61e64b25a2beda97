package dev.naust.privacy.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigProblem;
import dev.naust.json.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Judges a map: by its JSON Schema, and by what a schema cannot say. Thread-safe. */
final class MapSchema {
    private static final String RESOURCE = "privacy-map.schema.json";

    private final ObjectMapper mapper = new ObjectMapper();
    private final JsonValues json = new JsonValues();
    private final String text = resource();
    private final Schema schema = compiled();

    String text() {
        return text;
    }

    /** Everything that is wrong; empty when the map is sound. */
    List<ConfigProblem> problems(Document map) {
        List<ConfigProblem> problems = new ArrayList<>();
        try {
            schema.validate(mapper.readTree(json.write(map)))
                    .forEach(error -> problems.add(
                            new ConfigProblem(error.getInstanceLocation().toString(), error.getMessage())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A document was written as JSON that cannot be read", e);
        }
        if (problems.isEmpty()) {
            contradictions(PersonalMap.of(map, ""), problems);
        }
        return problems;
    }

    private static void contradictions(PersonalMap map, List<ConfigProblem> problems) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < map.entries().size(); i++) {
            PersonalMap.Entry entry = map.entries().get(i);
            String at = "/collections/" + i;
            if (!names.add(entry.name())) {
                problems.add(new ConfigProblem(at, "is the second entry of " + entry.name() + "; keep one"));
            }
            if (entry.needsConsents() && entry.keys().isEmpty()) {
                problems.add(
                        new ConfigProblem(
                                at + "/subject",
                                "rests on consent, and joins do not say in the record whose; add keys, such as {\"email\": \"email\"}"));
            }
            entry.fields().forEach((name, rules) -> {
                if (entry.isSearchable(name) && !entry.encrypted().contains(name)) {
                    problems.add(new ConfigProblem(
                            at + "/fields/" + name, "is searchable, which is said of encrypted fields; add encrypted"));
                }
                if (entry.encrypted().contains(name) && name.indexOf('.') > 0) {
                    problems.add(new ConfigProblem(
                            at + "/fields/" + name, "lies inside of a document; encrypt the whole field around it"));
                }
            });
            for (int j = 0; j < entry.joins().size(); j++) {
                PersonalMap.Join join = entry.joins().get(j);
                boolean known = map.entries().stream()
                        .anyMatch(other -> other.store().equals(join.store())
                                && other.collection().equals(join.collection()));
                if (!known) {
                    problems.add(new ConfigProblem(
                            at + "/subject/joins/" + j,
                            "leads to " + join.store() + "/" + join.collection() + ", which the map does not have"));
                }
            }
        }
    }

    private Schema compiled() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The library looks for the meta-schemas through the thread's class loader first, and they lie in this bundle.
        thread.setContextClassLoader(MapSchema.class.getClassLoader());
        try {
            Schema made = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(mapper.readTree(text));
            made.initializeValidators();
            return made;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The schema of the map is not JSON", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String resource() {
        try (InputStream in = Objects.requireNonNull(MapSchema.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
