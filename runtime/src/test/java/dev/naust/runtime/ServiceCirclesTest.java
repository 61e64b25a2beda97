package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.osgi.service.component.ComponentServiceObjects;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * No service needs itself to come up. Where components need each other in a circle, it depends on which thread is first whether
 * a reference stays unbound, also an optional and dynamic one (Declarative Services 4.3, section 112.3.7; FELIX-4417). Whoever
 * needs what stands on it takes {@link ComponentServiceObjects} and fetches it when it is used.
 */
final class ServiceCirclesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private final Map<String, Component> components = components();

    private record Component(String name, Set<String> services, Set<String> needs) {}

    @Test
    void noComponentNeedsItselfToComeUp() {
        assertThat(components).hasSizeGreaterThan(20);
        List<String> circles = new ArrayList<>();
        components.values().forEach(component -> circle(component).ifPresent(circles::add));
        assertThat(circles).isEmpty();
    }

    /** The shortest way from a component back to it, breadth first. */
    private Optional<String> circle(Component start) {
        Map<String, String> cameFrom = new TreeMap<>();
        Deque<Component> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            Component at = next.poll();
            for (Component needed : needed(at)) {
                if (cameFrom.putIfAbsent(needed.name(), at.name()) == null) {
                    next.add(needed);
                }
            }
        }
        if (!cameFrom.containsKey(start.name())) {
            return Optional.empty();
        }
        StringBuilder way = new StringBuilder(start.name());
        String at = start.name();
        do {
            at = cameFrom.get(at);
            way.insert(0, at + " needs ");
        } while (!at.equals(start.name()));
        return Optional.of(way.toString());
    }

    private List<Component> needed(Component component) {
        return components.values().stream()
                .filter(each -> each.services().stream().anyMatch(component.needs()::contains))
                .toList();
    }

    private static Map<String, Component> components() {
        Map<String, Component> components = new TreeMap<>();
        try (Stream<Path> folders = Files.walk(ROOT, 2)) {
            folders.map(module -> module.resolve("target/classes/OSGI-INF"))
                    .filter(Files::isDirectory)
                    .flatMap(ServiceCirclesTest::descriptions)
                    // What an earlier build left of a component that is gone is nobody's.
                    .filter(file -> Files.exists(type(file)))
                    .map(ServiceCirclesTest::read)
                    .forEach(component -> components.put(component.name(), component));
        } catch (IOException e) {
            throw new AssertionError("the modules cannot be listed", e);
        }
        return components;
    }

    private static Stream<Path> descriptions(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".xml")).toList().stream();
        } catch (IOException e) {
            throw new AssertionError(folder + " cannot be listed", e);
        }
    }

    private static Component read(Path file) {
        try {
            Document xml =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
            String name = xml.getDocumentElement().getAttribute("name");
            JavaClass type = new ClassFileImporter().importPath(type(file)).get(name);
            Set<String> services = new TreeSet<>();
            elements(xml, "provide").forEach(each -> services.add(each.getAttribute("interface")));
            Set<String> needs = new TreeSet<>();
            elements(xml, "reference")
                    .filter(each -> !isFetchedWhenUsed(type, each))
                    .forEach(each -> needs.add(each.getAttribute("interface")));
            return new Component(name, services, needs);
        } catch (Exception e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }

    /** A component is described in a file of its class's name. */
    private static Path type(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.xml$", "");
        return file.getParent().resolveSibling(name.replace('.', '/') + ".class");
    }

    private static boolean isFetchedWhenUsed(JavaClass type, Element reference) {
        String method = reference.getAttribute("bind");
        String field = reference.getAttribute("field");
        return type.getMethods().stream()
                        .filter(each -> each.getName().equals(method))
                        .anyMatch(each -> each.getRawParameterTypes().stream()
                                .anyMatch(parameter -> parameter.isEquivalentTo(ComponentServiceObjects.class)))
                || type.getFields().stream()
                        .filter(each -> each.getName().equals(field))
                        .anyMatch(each -> each.getRawType().isEquivalentTo(ComponentServiceObjects.class));
    }

    private static Stream<Element> elements(Document xml, String tag) {
        NodeList found = xml.getElementsByTagName(tag);
        return Stream.iterate(0, i -> i < found.getLength(), i -> i + 1).map(i -> (Element) found.item(i));
    }
}
