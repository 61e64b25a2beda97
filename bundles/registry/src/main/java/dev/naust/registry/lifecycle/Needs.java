package dev.naust.registry.lifecycle;

import dev.naust.api.service.Plugins.Need;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/** Finds what a bundle needs that nothing here provides, and says so in plain words. */
public final class Needs {
    private static final Pattern AT_LEAST = Pattern.compile("version>=([0-9A-Za-z_.-]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\([a-z-]*version>=([0-9A-Za-z_.-]+)\\)\\)");

    private final FrameworkWiring wiring;

    /** Looks among the bundles of a framework. */
    public Needs(BundleContext context) {
        this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    /** What a bundle lacks, to follow its name; empty when it lacks nothing. */
    Optional<String> lacking(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision == null
                ? Optional.empty()
                : lacking(revision.getDeclaredRequirements(null).stream()
                        .filter(requirement -> Ask.isForResolving(requirement.getDirectives()))
                        .map(Needs::ask)
                        .toList());
    }

    /** What of these is not here, to follow the name of who asks; empty when nothing that matters is. */
    public Optional<String> lacking(List<Ask> asks) {
        List<String> lacks = asks.stream()
                .filter(ask -> !ask.isOptional() && !isMet(ask))
                .map(this::words)
                .toList();
        return lacks.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", lacks));
    }

    /** All that is asked for, and whether it is here. */
    public List<Need> list(List<Ask> asks) {
        return asks.stream()
                .map(ask -> new Need(what(ask), ask.isOptional(), isMet(ask)))
                .toList();
    }

    /** Whether somebody here provides what is asked for. */
    public boolean isMet(Ask ask) {
        return !wiring.findProviders(ask.requirement()).isEmpty();
    }

    private static Ask ask(BundleRequirement requirement) {
        Map<String, String> directives = requirement.getDirectives();
        return new Ask(
                requirement.getNamespace(),
                Objects.toString(directives.get(Namespace.REQUIREMENT_FILTER_DIRECTIVE), ""),
                Ask.isOptional(directives));
    }

    private static String what(Ask ask) {
        String name = name(ask.filter(), ask.namespace());
        return switch (ask.namespace()) {
            case PackageNamespace.PACKAGE_NAMESPACE -> "package " + name + versions(ask.filter());
            case BundleNamespace.BUNDLE_NAMESPACE, HostNamespace.HOST_NAMESPACE ->
                "bundle " + name + versions(ask.filter());
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> "Java" + versions(ask.filter());
            default -> (ask.namespace() + " " + name).strip();
        };
    }

    private String words(Ask ask) {
        String namespace = ask.namespace();
        String filter = ask.filter();
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
        Collection<BundleCapability> there = wiring.findProviders(new Ask(
                        PackageNamespace.PACKAGE_NAMESPACE,
                        "(" + PackageNamespace.PACKAGE_NAMESPACE + "=" + packageName + ")",
                        false)
                .requirement());
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
}
