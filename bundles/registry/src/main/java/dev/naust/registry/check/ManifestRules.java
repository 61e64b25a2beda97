package dev.naust.registry.check;

import dev.naust.api.service.ConfigProblem;
import dev.naust.registry.config.Pointers;
import dev.naust.registry.lifecycle.Ask;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;

/** Judges a manifest: whether it makes a bundle of the jar, and one that can run here. */
final class ManifestRules {
    private static final String AT = Pointers.child("", "META-INF/MANIFEST.MF");
    private static final String NAME = "[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*";

    private final Function<List<Ask>, Optional<String>> lacking;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private String name = "";
    private String version = "";

    /** @param lacking says in plain words what of a list is not here */
    ManifestRules(Function<List<Ask>, Optional<String>> lacking) {
        this.lacking = lacking;
    }

    List<ConfigProblem> problems() {
        return problems;
    }

    List<String> warnings() {
        return warnings;
    }

    /** The bundle's symbolic name. */
    String name() {
        return name;
    }

    /** The bundle's version. */
    String version() {
        return version;
    }

    void judge(Optional<byte[]> bytes) {
        if (bytes.isEmpty()) {
            problems.add(new ConfigProblem(
                    AT, "is missing: this is a plain jar, not an OSGi bundle. Build it with bnd-maven-plugin"));
            return;
        }
        try {
            judge(new Manifest(new ByteArrayInputStream(bytes.get())).getMainAttributes());
        } catch (IOException | IllegalArgumentException e) {
            problems.add(new ConfigProblem(AT, "is no manifest: build the jar with bnd-maven-plugin"));
        }
    }

    private void judge(Attributes headers) {
        name = first(headers, Constants.BUNDLE_SYMBOLICNAME);
        if (name.isEmpty()) {
            wrong(
                    Constants.BUNDLE_SYMBOLICNAME,
                    "is missing: this is a plain jar, not an OSGi bundle. Build it with" + " bnd-maven-plugin");
            return;
        }
        if (!name.matches(NAME)) {
            wrong(Constants.BUNDLE_SYMBOLICNAME, "may hold letters, digits, dots, _ and - only");
        }
        if (!first(headers, Constants.BUNDLE_MANIFESTVERSION).equals("2")) {
            wrong(Constants.BUNDLE_MANIFESTVERSION, "must be 2");
        }
        try {
            version = Version.parseVersion(first(headers, Constants.BUNDLE_VERSION))
                    .toString();
        } catch (IllegalArgumentException e) {
            wrong(Constants.BUNDLE_VERSION, "must look like 1.2.3");
        }
        String host = first(headers, Constants.FRAGMENT_HOST);
        if (host.equals(Constants.SYSTEM_BUNDLE_SYMBOLICNAME) || host.equals("org.apache.felix.framework")) {
            wrong(Constants.FRAGMENT_HOST, "makes it a part of the framework itself, which no plugin may be");
        }
        judgeNeeds(headers);
    }

    /** Another Java does not come by waiting; everything else may be put into the folder later. */
    private void judgeNeeds(Attributes headers) {
        List<Ask> asks;
        try {
            asks = Ask.of(headers::getValue);
        } catch (IllegalArgumentException e) {
            wrong(Constants.IMPORT_PACKAGE, "cannot be read: its versions must look like [1.2,2)");
            return;
        }
        for (Ask ask : asks) {
            Optional<String> lack = lacking.apply(List.of(ask));
            boolean isJava = ask.namespace().equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE);
            if (isJava) {
                lack.ifPresent(words -> wrong(Constants.REQUIRE_CAPABILITY, words));
            } else {
                lack.ifPresent(warnings::add);
            }
        }
    }

    private void wrong(String header, String message) {
        problems.add(new ConfigProblem(Pointers.child(AT, header), message));
    }

    private static String first(Attributes headers, String header) {
        return Objects.requireNonNullElse(headers.getValue(header), "")
                .split(";", 2)[0]
                .strip();
    }
}
