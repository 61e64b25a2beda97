package dev.naust.registry.store;

import dev.naust.api.model.Classification;
import dev.naust.api.model.Document;
import dev.naust.api.model.Placement;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigOverride;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.StoreDefinition;
import dev.naust.registry.config.ConnectionSchema;
import dev.naust.registry.config.Connections;
import dev.naust.registry.config.Definitions;
import dev.naust.registry.config.Overrides;
import dev.naust.registry.config.ProviderPin;
import dev.naust.registry.config.Sealing;
import dev.naust.registry.config.Similar;
import dev.naust.registry.provider.Provider;
import dev.naust.registry.provider.ProviderCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.VersionRange;

/** Judges stores' definitions, with what the environment overrides, by all that can be known without connecting. Thread-safe. */
final class Judge {
    private final Definitions definitions;
    private final Connections connections;
    private final Overrides overrides;
    private final ProviderCatalogue catalogue;

    Judge(Definitions definitions, Connections connections, Overrides overrides, ProviderCatalogue catalogue) {
        this.definitions = definitions;
        this.connections = connections;
        this.overrides = overrides;
        this.catalogue = catalogue;
    }

    /**
     * What is to be said of a definition.
     *
     * @param applied the definition as it counts
     * @param problems everything that is wrong with it
     * @param warnings what is not wrong but not good
     * @param complete whether its provider is there, so that its connection could be judged
     */
    record Judged(
            Overrides.Applied applied, List<ConfigProblem> problems, List<ConfigProblem> warnings, boolean complete) {}

    /** Judges a definition among stores with the given ids. */
    Judged judge(StoreDefinition definition, Set<String> ids) {
        VersionRange versions = ProviderPin.of(definition);
        Overrides.Applied applied = overrides.apply(definition, type -> schema(type, versions), ids);
        StoreDefinition counts = applied.definition();
        Optional<ConnectionSchema> schema = schema(counts.type(), versions);
        List<ConfigProblem> problems = new ArrayList<>(definitions.problems(counts));
        schema.ifPresent(known -> {
            problems.addAll(connections.problems(counts.id(), counts.connection(), known));
            problems.addAll(failover(counts, known));
        });
        return new Judged(
                applied,
                problems.stream()
                        .map(problem -> naming(problem, applied.overrides()))
                        .distinct()
                        .toList(),
                warnings(definition, applied),
                schema.isPresent());
    }

    /** What can be said against a type; empty when its provider is there. */
    Optional<ConfigProblem> typeProblem(String type) {
        return type.isEmpty() || catalogue.active(type).isPresent()
                ? Optional.empty()
                : Optional.of(new ConfigProblem("/type", unknownType(type)));
    }

    /** The rules of the version that the store will be opened with; where none is in its range, of the newest. */
    private Optional<ConnectionSchema> schema(String type, VersionRange versions) {
        return catalogue.candidates(type).stream()
                .filter(provider -> versions.includes(provider.origin().version()))
                .findFirst()
                .or(() -> catalogue.active(type))
                .flatMap(Provider::schema);
    }

    /** Each place to fall over to is the connection with some of its values replaced. */
    private List<ConfigProblem> failover(StoreDefinition definition, ConnectionSchema schema) {
        List<ConfigProblem> problems = new ArrayList<>();
        List<Document> others = FailoverList.entries(definition);
        for (int i = 0; i < others.size(); i++) {
            Document other = others.get(i);
            String at = "/failover/" + i;
            connections.problems(definition.id(), FailoverList.connection(definition, other), schema).stream()
                    .map(problem -> new ConfigProblem(
                            at + problem.pointer().substring("/connection".length()), problem.message()))
                    .filter(problem -> isOf(other, problem.pointer().substring(at.length())))
                    .forEach(problems::add);
            misplaced(definition, other)
                    .map(why -> new ConfigProblem(at + "/residency", why))
                    .ifPresent(problems::add);
        }
        return problems;
    }

    /** Why the data may not be at a place that says where it is. */
    private static Optional<String> misplaced(StoreDefinition definition, Document other) {
        Optional<Value> residency = other.get(FailoverList.RESIDENCY);
        if (residency.isEmpty()) {
            return Optional.empty();
        }
        return residency.get() instanceof Text place
                ? new Placement(
                                "Store " + definition.id(),
                                definition.classification().flatMap(Classification::named),
                                "this endpoint",
                                Optional.of(place.string()))
                        .refusal()
                : Optional.of("must be a text, such as norway");
    }

    private static boolean isOf(Document other, String pointer) {
        return other.layout().names().stream()
                .anyMatch(name -> pointer.equals("/" + name) || pointer.startsWith("/" + name + "/"));
    }

    private List<ConfigProblem> warnings(StoreDefinition definition, Overrides.Applied applied) {
        List<ConfigProblem> warnings = new ArrayList<>(applied.warnings());
        Document document = definitions.document(definition);
        Optional<ConnectionSchema> schema = catalogue.schema(definition.type());
        if (schema.isPresent()) {
            for (String pointer : Sealing.inClear(document, definitions.find(document, schema))) {
                warnings.add(new ConfigProblem(
                        pointer,
                        "is a secret that stands in clear in the file; write ${env:NAME} or ${file:/path} instead,"
                                + " or save it once more in the console, which seals it"));
            }
        }
        return warnings;
    }

    private static ConfigProblem naming(ConfigProblem problem, List<ConfigOverride> overrides) {
        return overrides.stream()
                .filter(override -> override.pointer().equals(problem.pointer()))
                .findFirst()
                .map(override -> new ConfigProblem(
                        problem.pointer(), problem.message() + "; it is set by " + override.variable()))
                .orElse(problem);
    }

    private String unknownType(String type) {
        Optional<String> problem = catalogue.find(type).flatMap(provider -> provider.problem());
        if (problem.isPresent()) {
            return "names a provider that cannot be used: " + problem.get();
        }
        List<String> there = catalogue.active().stream().map(Provider::id).toList();
        return "names a provider that is not there" + Similar.hint(type, there)
                + (there.isEmpty() ? "" : "; there are " + String.join(", ", there))
                + "; or put the provider's jar into plugins/";
    }
}
