package dev.naust.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs a plugin as a stranger's build would. */
final class PluginJar {
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<Class<?>> classes = new ArrayList<>();
    private String component = "";

    static PluginJar bundle(String name, String version) {
        return new PluginJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", name)
                .header("Bundle-Version", version)
                .header("Import-Package", "dev.naust.api.store,dev.naust.api.model,org.osgi.framework");
    }

    static PluginJar plain() {
        return new PluginJar();
    }

    PluginJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    PluginJar with(Class<?>... types) {
        classes.addAll(List.of(types));
        return this;
    }

    /** Declares the first class as the component that offers a provider. */
    PluginJar offering(Class<?> provider) {
        component = """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.5.0" name="%1$s">
                  <service><provide interface="dev.naust.api.store.StoreProvider"/></service>
                  <implementation class="%1$s"/>
                </scr:component>
                """.formatted(provider.getName());
        return with(provider).header("Service-Component", "OSGI-INF/provider.xml");
    }

    byte[] bytes() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Class<?> type : classes) {
                String entry = type.getName().replace('.', '/') + ".class";
                try (InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
                    jar.putNextEntry(new JarEntry(entry));
                    in.transferTo(jar);
                }
            }
            if (!component.isEmpty()) {
                jar.putNextEntry(new JarEntry("OSGI-INF/provider.xml"));
                jar.write(component.getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** Puts the jar where it belongs in one step. */
    void drop(Path file) throws IOException {
        drop(file, bytes());
    }

    static void drop(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
