package dev.naust.runtime;

import dev.naust.runtime.probe.EndlessStore;
import dev.naust.runtime.probe.EventsActivator;
import dev.naust.runtime.probe.HealthChecksActivator;
import dev.naust.runtime.probe.UnrulyActivator;
import dev.naust.runtime.probe.UnrulyProvider;
import dev.naust.runtime.probe.WritingActivator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.BundleActivator;

/** A jar that a test makes, whole or broken, and drops into a plugins folder as an operator would. */
final class PluginJar {
    private final Map<String, String> headers = new TreeMap<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    /** A bundle whose only class is an activator. */
    static byte[] bundle(String name, String version, Class<? extends BundleActivator> activator) {
        return new PluginJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", name)
                .header("Bundle-Version", version)
                .header("Bundle-Activator", activator.getName())
                .header("Import-Package", "org.osgi.framework")
                .pack(activator);
    }

    /** A bundle that looks at the health checks. */
    static byte[] observer() {
        return new PluginJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", "probe.health")
                .header("Bundle-Version", "1.0.0")
                .header("Bundle-Activator", HealthChecksActivator.class.getName())
                .header("Import-Package", "org.osgi.framework,org.apache.felix.hc.api;version=\"[2.0,3)\"")
                .pack(HealthChecksActivator.class);
    }

    /** A bundle that listens to everything that is told through EventAdmin. */
    static byte[] listener() {
        return new PluginJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", "probe.events")
                .header("Bundle-Version", "1.0.0")
                .header("Bundle-Activator", EventsActivator.class.getName())
                .header("Import-Package", "org.osgi.framework,org.osgi.service.event;version=\"[1.3,2)\"")
                .pack(EventsActivator.class);
    }

    /** A bundle that misbehaves, as a plugin or with the provider that it offers. */
    static byte[] unruly(String behaviour) {
        return new PluginJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", "unruly." + behaviour)
                .header("Bundle-Version", "1.0.0")
                .header("Bundle-Activator", UnrulyActivator.class.getName())
                .header(UnrulyActivator.HEADER, behaviour)
                .header("Import-Package", "org.osgi.framework,dev.naust.api.store,dev.naust.api.model")
                .pack(
                        UnrulyActivator.class,
                        UnrulyProvider.class,
                        EndlessStore.class,
                        EndlessStore.Waves.class,
                        EndlessStore.Closed.class);
    }

    /** One of two bundles that need each other's package, which is empty but for its name. */
    static byte[] needing(String name, String exported, String imported) {
        return new PluginJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", name)
                .header("Bundle-Version", "1.0.0")
                .header("Bundle-Activator", WritingActivator.class.getName())
                .header("Export-Package", exported)
                .header("Import-Package", "org.osgi.framework" + (imported.isEmpty() ? "" : "," + imported))
                .pack(WritingActivator.class);
    }

    /** A bundle that needs a package which nobody has. */
    static byte[] bundleThatNeeds(String missing) {
        return new PluginJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", "probe.needy")
                .header("Import-Package", missing)
                .pack();
    }

    /** A jar that is no bundle. */
    static byte[] plainJar() {
        return new PluginJar().pack();
    }

    /** Puts a jar into a folder the safe way: under another name first. */
    static void drop(byte[] jar, Path folder, String name) {
        try {
            Path part = Files.write(folder.resolve(name + ".part"), jar);
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PluginJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    private byte[] pack(Class<?>... types) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        try (JarOutputStream jar = new JarOutputStream(content, manifest)) {
            for (Class<?> type : types) {
                String path = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(path));
                try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
                    in.transferTo(jar);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toByteArray();
    }
}
