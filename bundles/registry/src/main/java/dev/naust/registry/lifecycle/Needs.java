package dev.naust.registry.lifecycle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** Finds what a bundle needs that nothing here provides, and says so in plain words. */
final class Needs {
    private static final Pattern AT_LEAST = Pattern.compile("version>=([0-9A-Za-z_.-]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\([a-z-]*version>=([0-9A-Za-z_.-]+)\\)\\)");

    private final FrameworkWiring wiring;

    Needs(BundleContext context) {
        this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    /** What a bundle lacks, to follow its name; empty when it lacks nothing. */
    Optional<String> lacking(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return Optional.empty();
        }
        List<String> lacks = new ArrayList<>();
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            if (isMandatory(requirement) && wiring.findProviders(requirement).isEmpty()) {
                lacks.add(words(requirement));
            }
        }
        return lacks.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", lacks));
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        Map<String, String> directives = requirement.getDirectives();
        String effective =
                directives.getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE);
        return !Namespace.RESOLUTION_OPTIONAL.equals(directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
                && !"dynamic".equals(directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
                && effective.equals(Namespace.EFFECTIVE_RESOLVE);
    }

    private String words(BundleRequirement requirement) {
        String namespace = requirement.getNamespace();
        String filter = Objects.toString(requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE), "");
        String name = name(filter, namespace);
        return switch (namespace) {
            case PackageNamespace.PACKAGE_NAMESPACE ->
                "needs the package " + name + versions(filter) + ", which nothing here provides" + others(name)
                        + ": embed the library in the jar, or put its bundle into plugins/ as well";
            case BundleNamespace.BUNDLE_NAMESPACE, HostNamespace.HOST_NAMESPACE ->
                "needs the bundle " + name + versions(filter) + ", which is not here: put it into plugins/ as well";
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE ->
                "needs Java" + versions(filter) + ", but this is Java "
                        + Runtime.version().feature()
                        + ": run Naust with a newer Java, or build the plugin for this one";
            default -> "needs " + namespace + " " + filter + ", which nothing here provides";
        };
    }

    /** The versions of a package that are there, when the right one is not. */
    private String others(String packageName) {
        Collection<BundleCapability> there = wiring.findProviders(anyVersion(packageName));
        TreeSet<String> versions = new TreeSet<>();
        for (BundleCapability capability : there) {
            versions.add(String.valueOf(capability.getAttributes().get(Constants.VERSION_ATTRIBUTE)));
        }
        return versions.isEmpty() ? "" : " (there is " + String.join(", ", versions) + ")";
    }

    private static String name(String filter, String namespace) {
        Matcher matcher = Pattern.compile("\\(" + Pattern.quote(namespace) + "=([^)]*)\\)")
                .matcher(filter);
        return matcher.find() ? matcher.group(1) : filter;
    }

    private static String versions(String filter) {
        Matcher below = BELOW.matcher(filter);
        Matcher atLeast = AT_LEAST.matcher(BELOW.matcher(filter).replaceAll(""));
        String from = atLeast.find() ? atLeast.group(1) : "";
        String to = below.find() ? below.group(1) : "";
        if (from.isEmpty() && to.isEmpty()) {
            Matcher exact = Pattern.compile("version=([0-9.]+)\\)").matcher(filter);
            return exact.find() ? " " + exact.group(1) : "";
        }
        return to.isEmpty()
                ? " version " + from + " or later"
                : " version [" + (from.isEmpty() ? "0" : from) + "," + to + ")";
    }

    private static Requirement anyVersion(String packageName) {
        return new Requirement() {
            @Override
            public String getNamespace() {
                return PackageNamespace.PACKAGE_NAMESPACE;
            }

            @Override
            public Map<String, String> getDirectives() {
                return Map.of(
                        Namespace.REQUIREMENT_FILTER_DIRECTIVE,
                        "(" + PackageNamespace.PACKAGE_NAMESPACE + "=" + packageName + ")");
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
