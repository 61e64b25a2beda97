package dev.naust.registry.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/**
 * Something that a bundle asks of others, in the framework's terms.
 *
 * @param namespace the kind of thing
 * @param filter an LDAP filter over the things of that kind
 * @param isOptional whether the bundle resolves without it
 */
public record Ask(String namespace, String filter, boolean isOptional) {

    /** What a manifest asks for when its bundle resolves. */
    public static List<Ask> of(Function<String, @Nullable String> headers) {
        List<Ask> asks = new ArrayList<>();
        clauses(headers, "Import-Package")
                .forEach(clause -> clause.names()
                        .forEach(name -> asks.add(named(PackageNamespace.PACKAGE_NAMESPACE, name, "version", clause))));
        clauses(headers, "Require-Bundle")
                .forEach(clause -> clause.names()
                        .forEach(name ->
                                asks.add(named(BundleNamespace.BUNDLE_NAMESPACE, name, "bundle-version", clause))));
        clauses(headers, "Fragment-Host")
                .forEach(clause -> clause.names()
                        .forEach(
                                name -> asks.add(named(HostNamespace.HOST_NAMESPACE, name, "bundle-version", clause))));
        clauses(headers, "Require-Capability")
                .filter(Ask::isForResolving)
                .forEach(clause -> clause.names()
                        .forEach(name -> asks.add(new Ask(name, filter(clause), isOptional(clause.directives())))));
        return asks;
    }

    private static Stream<Headers.Clause> clauses(Function<String, @Nullable String> headers, String name) {
        return Headers.clauses(Objects.toString(headers.apply(name), "")).stream();
    }

    private static Ask named(String namespace, String name, String versionAttribute, Headers.Clause clause) {
        String exact = "(" + namespace + "=" + name + ")";
        String version = clause.attributes().getOrDefault(versionAttribute, "");
        String filter = version.isEmpty()
                ? exact
                : "(&" + exact + new VersionRange(version).toFilterString(versionAttribute) + ")";
        return new Ask(namespace, filter, isOptional(clause.directives()));
    }

    private static String filter(Headers.Clause clause) {
        return clause.directives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    }

    private static boolean isForResolving(Headers.Clause clause) {
        return isForResolving(clause.directives());
    }

    /** Whether the framework minds, rather than somebody later. */
    static boolean isForResolving(Map<String, String> directives) {
        return directives
                .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE)
                .equals(Namespace.EFFECTIVE_RESOLVE);
    }

    static boolean isOptional(Map<String, String> directives) {
        @Nullable String resolution = directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE);
        return Namespace.RESOLUTION_OPTIONAL.equals(resolution) || "dynamic".equals(resolution);
    }

    /** The same for the framework to answer. */
    Requirement requirement() {
        return new Requirement() {
            @Override
            public String getNamespace() {
                return namespace;
            }

            @Override
            public Map<String, String> getDirectives() {
                return filter.isEmpty() ? Map.of() : Map.of(Namespace.REQUIREMENT_FILTER_DIRECTIVE, filter);
            }

            @Override
            public Map<String, Object> getAttributes() {
                return Map.of();
            }

            @Override
            public @Nullable Resource getResource() {
                return null;
            }
        };
    }
}
