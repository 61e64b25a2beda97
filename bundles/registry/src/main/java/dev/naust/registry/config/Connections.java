package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.store.Hosts;
import dev.naust.registry.config.PathPolicy.RefusedPathException;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges connections against the provider's schema and the server's policies, and makes of a valid one what a provider is given:
 * references resolved, paths absolute. Thread-safe.
 */
public final class Connections {
    private static final String AT = "/connection";

    private final Optional<Settings> settings;
    private final References references;
    private final HostPolicy hosts;

    /**
     * Judges by the given settings; without any, paths are not looked at.
     *
     * @param ownPort where this server listens, as soon as it does
     */
    public Connections(Optional<Settings> settings, References references, Supplier<OptionalInt> ownPort) {
        this.settings = settings;
        this.references = references;
        this.hosts = new HostPolicy(() -> settings.map(Settings::allowedHosts).orElse(AllowedHosts.EVERY), ownPort);
    }

    /** How providers look hosts up. */
    public Hosts hosts() {
        return hosts;
    }

    /**
     * Whether the operator has named all hosts of a connection as ones that stores may be on, so that whoever may try connections
     * may also know what exactly answers there.
     */
    public boolean areListed(List<HostAt> places) {
        return places.stream().allMatch(place -> hosts.isListed(place.host()));
    }

    /**
     * A host that a connection names.
     *
     * @param port the port beside it; 0 when there is none
     */
    public record HostAt(String host, int port) {}

    /**
     * A connection that a provider may be given.
     *
     * @param document with secrets in clear
     * @param secrets every secret in it, so that messages can be kept clean of them
     */
    public record Prepared(Document document, Set<String> secrets) {
        /** Whether a failure, or what caused it, tells a secret. */
        public boolean isToldBy(@Nullable Throwable failure) {
            for (Throwable each = failure; each != null; each = each.getCause()) {
                String message = String.valueOf(each.getMessage());
                if (!scrub(message).equals(message)) {
                    return true;
                }
            }
            return false;
        }

        /** A message without any of the secrets. */
        public String scrub(String message) {
            return Secrets.scrub(message, secrets);
        }

        @Override
        public String toString() {
            return "Prepared";
        }
    }

    /** Everything that is wrong with a connection and can be judged without connecting; pointers begin with /connection. */
    public List<ConfigProblem> problems(String storeId, Document connection, ConnectionSchema schema) {
        List<ConfigProblem> problems = new ArrayList<>();
        Set<String> unresolved = new HashSet<>();
        Texts.visit(connection, AT, (pointer, value) -> {
            if (value instanceof Text text && References.isIn(text.string())) {
                unresolved.add(pointer);
                references
                        .refuse(storeId, text.string())
                        .ifPresent(why -> problems.add(new ConfigProblem(pointer, why)));
            }
            if (value instanceof Text text && text.string().contains(Secrets.MASK)) {
                problems.add(new ConfigProblem(
                        pointer, "is hidden, and there is no stored value to keep; give the value or a reference"));
            }
        });
        problems.addAll(judge(connection, schema, unresolved, hosts::refuse));
        return sorted(problems);
    }

    /**
     * Resolves a configured connection just before a store opens with it. Its hosts are looked up and judged.
     *
     * @throws InvalidConfigException when a reference leads nowhere, or what it leads to is not valid
     */
    public Prepared prepare(String storeId, Document connection, ConnectionSchema schema) {
        return prepare(storeId, connection, schema, hosts::refuseResolved);
    }

    /**
     * Resolves a configured connection without looking its hosts up.
     *
     * @throws InvalidConfigException as {@link #prepare}
     */
    public Prepared prepareWithoutLookUp(String storeId, Document connection, ConnectionSchema schema) {
        return prepare(storeId, connection, schema, hosts::refuse);
    }

    private Prepared prepare(String storeId, Document connection, ConnectionSchema schema, HostRule hostRule) {
        References.Resolved resolved = references.resolve(storeId, connection, AT);
        if (!resolved.problems().isEmpty()) {
            throw new InvalidConfigException(sorted(resolved.problems()));
        }
        Document document = resolved.document();
        List<ConfigProblem> problems = judge(document, schema, Set.of(), hostRule);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(sorted(problems));
        }
        Set<String> secrets = new HashSet<>(resolved.secrets());
        secrets.addAll(Secrets.in(document, schema));
        return new Prepared(withAbsolutePaths(document, schema), secrets);
    }

    /** The hosts that a connection names. */
    public static List<HostAt> hostsIn(Document connection, ConnectionSchema schema) {
        Findings findings = schema.find(connection, AT);
        List<HostAt> hosts = new ArrayList<>();
        Texts.visit(connection, AT, (pointer, value) -> {
            if (value instanceof Text text) {
                findings.hostsIn(pointer, text.string())
                        .forEach(host -> hosts.add(new HostAt(host, portBeside(connection, pointer))));
            }
        });
        return hosts;
    }

    /** The value of {@code port} in the object that holds the host at {@code pointer}; 0 when there is none. */
    private static int portBeside(Document connection, String pointer) {
        String wanted = pointer.substring(0, pointer.lastIndexOf('/')) + "/port";
        int[] port = {0};
        Texts.visit(connection, AT, (at, value) -> {
            if (at.equals(wanted) && value instanceof Value.Int64 number && number.number() == (int) number.number()) {
                port[0] = (int) number.number();
            }
        });
        return port[0];
    }

    /** Says why a host is refused. */
    private interface HostRule {
        Optional<String> refuse(String host, int port);
    }

    /** The texts of a connection that are paths. */
    public static List<String> pathsIn(Document connection, ConnectionSchema schema) {
        Findings findings = schema.find(connection, AT);
        return textsAt(connection, findings::isPath);
    }

    private static List<String> textsAt(Document connection, Predicate<String> place) {
        List<String> texts = new ArrayList<>();
        Texts.visit(connection, AT, (pointer, value) -> {
            if (value instanceof Text text && place.test(pointer)) {
                texts.add(text.string());
            }
        });
        return texts;
    }

    /**
     * Checks the connection of a command-line endpoint; its paths are the operator's own and only made absolute.
     *
     * @throws InvalidConfigException when it is not valid
     */
    public Prepared prepareEndpoint(Document connection, ConnectionSchema schema) {
        Findings findings = schema.find(connection, AT);
        List<ConfigProblem> problems = new ArrayList<>(schema.problems(connection, AT));
        problems.addAll(pools(connection));
        problems.addAll(refused(connection, findings, Set.of(), hosts::refuseResolved));
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(sorted(problems));
        }
        Document absolute = Texts.map(
                connection,
                AT,
                (pointer, text) -> findings.isPath(pointer)
                        ? Text.of(Path.of(text.string())
                                .toAbsolutePath()
                                .normalize()
                                .toString())
                        : text);
        return new Prepared(absolute, Secrets.in(connection, schema));
    }

    private List<ConfigProblem> judge(
            Document connection, ConnectionSchema schema, Set<String> unresolved, HostRule hostRule) {
        Findings findings = schema.find(connection, AT);
        List<ConfigProblem> problems = new ArrayList<>();
        for (ConfigProblem problem : schema.problems(connection, AT)) {
            // Whether a text with a reference has the right form shows only when the reference is resolved.
            if (!unresolved.contains(problem.pointer()) || PlainWords.isOfType(problem)) {
                problems.add(problem);
            }
        }
        problems.addAll(refused(connection, findings, unresolved, hostRule));
        settings.map(Settings::paths)
                .ifPresent(paths -> problems.addAll(outside(connection, findings, unresolved, paths)));
        problems.addAll(pools(connection));
        return problems;
    }

    private static List<ConfigProblem> refused(
            Document connection, Findings findings, Set<String> unresolved, HostRule hostRule) {
        List<ConfigProblem> problems = new ArrayList<>();
        Texts.visit(connection, AT, (pointer, value) -> {
            if (value instanceof Text text && !unresolved.contains(pointer)) {
                for (String host : findings.hostsIn(pointer, text.string())) {
                    hostRule.refuse(host, portBeside(connection, pointer))
                            .ifPresent(why -> problems.add(new ConfigProblem(pointer, why)));
                }
            }
        });
        return problems;
    }

    private static List<ConfigProblem> outside(
            Document connection, Findings findings, Set<String> unresolved, PathPolicy paths) {
        List<ConfigProblem> problems = new ArrayList<>();
        Texts.visit(connection, AT, (pointer, value) -> {
            if (value instanceof Text text && findings.isPath(pointer) && !unresolved.contains(pointer)) {
                paths.refuse(text.string()).ifPresent(why -> problems.add(new ConfigProblem(pointer, why)));
            }
        });
        return problems;
    }

    /** JSON Schema cannot compare two fields, and every pool has these two. */
    private static List<ConfigProblem> pools(Document connection) {
        List<ConfigProblem> problems = new ArrayList<>();
        Texts.visit(connection, AT, (pointer, value) -> {
            if (value instanceof Document document) {
                Optional<BigDecimal> min = number(document, "min");
                Optional<BigDecimal> max = number(document, "max");
                if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
                    problems.add(new ConfigProblem(
                            Pointers.child(pointer, "min"), "must not be more than max, which is " + max.get()));
                }
            }
        });
        return problems;
    }

    private static Optional<BigDecimal> number(Document document, String name) {
        Value value = document.get(name).orElse(Value.ofNull());
        if (value instanceof Value.Int64 whole) {
            return Optional.of(BigDecimal.valueOf(whole.number()));
        }
        return value instanceof Value.Decimal decimal ? Optional.of(decimal.number()) : Optional.empty();
    }

    private Document withAbsolutePaths(Document connection, ConnectionSchema schema) {
        if (settings.isEmpty()) {
            return connection;
        }
        PathPolicy paths = settings.get().paths();
        Findings findings = schema.find(connection, AT);
        return Texts.map(
                connection, AT, (pointer, text) -> findings.isPath(pointer) ? absolute(pointer, text, paths) : text);
    }

    private static Text absolute(String pointer, Text path, PathPolicy paths) {
        try {
            return Text.of(paths.resolve(path.string()).toString());
        } catch (RefusedPathException | InvalidPathException e) {
            throw new InvalidConfigException(List.of(new ConfigProblem(pointer, String.valueOf(e.getMessage()))));
        }
    }

    private static List<ConfigProblem> sorted(List<ConfigProblem> problems) {
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparing(ConfigProblem::pointer))
                .toList();
    }
}
