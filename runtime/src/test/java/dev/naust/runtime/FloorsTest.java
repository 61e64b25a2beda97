package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The house's floors: a module knows the floors below it, never one above or beside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FloorsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    /** Libraries are on the floor of what embeds them least; beside them nobody else embeds them. */
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("api", 0),
            Map.entry("json", 1),
            Map.entry("jdbc", 1),
            Map.entry("testkit", 1),
            Map.entry("memory", 2),
            Map.entry("filesystem", 2),
            Map.entry("sqlite", 2),
            Map.entry("postgres", 2),
            Map.entry("sqlserver", 2),
            Map.entry("redis", 2),
            Map.entry("mongodb", 2),
            Map.entry("csv", 2),
            Map.entry("sample", 2),
            Map.entry("registry", 2),
            Map.entry("storage", 2),
            Map.entry("control", 3),
            Map.entry("transfer", 3),
            Map.entry("health", 4),
            Map.entry("migration", 4),
            Map.entry("backup", 4),
            Map.entry("privacy", 4),
            Map.entry("console", 5),
            Map.entry("cli", 5),
            Map.entry("bench", 6),
            Map.entry("runtime", 6));

    private final Map<String, JavaClasses> modules = modules();

    @Test
    void everyModuleOwnsOnePackageRootWhoseFloorIsKnown() {
        modules.forEach((module, classes) ->
                assertThat(capabilities(classes)).as(module).hasSize(1).isSubsetOf(FLOORS.keySet()));
    }

    @Test
    void noPackageIsInTwoModules() {
        Map<String, Set<String>> owners = new TreeMap<>();
        modules.forEach((module, classes) ->
                classes.forEach(type -> owners.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                        .add(module)));
        assertThat(owners)
                .allSatisfy(
                        (name, modulesOfIt) -> assertThat(modulesOfIt).as(name).hasSize(1));
    }

    @Test
    void aModuleKnowsOnlyTheFloorsBelowIt() {
        List<String> upwards = dependencies()
                .filter(each -> !capability(each.getTargetClass()).equals(capability(each.getOriginClass())))
                .filter(each -> floor(each.getTargetClass()) >= floor(each.getOriginClass()))
                .map(Dependency::getDescription)
                .toList();
        assertThat(upwards).isEmpty();
    }

    @Test
    void aBundleKnowsOtherBundlesOnlyThroughTheApiAndTheLibrariesItEmbeds() {
        List<String> sideways = dependencies()
                .filter(each -> !capability(each.getTargetClass()).equals(capability(each.getOriginClass())))
                .filter(each -> floor(each.getTargetClass()) > 1)
                .map(Dependency::getDescription)
                .toList();
        assertThat(sideways).isEmpty();
    }

    @Test
    void theLauncherKnowsNoOtherModule() {
        assertThat(dependencies()
                        .filter(each -> capability(each.getOriginClass()).equals("runtime"))
                        .filter(each -> !capability(each.getTargetClass()).equals("runtime")))
                .isEmpty();
    }

    private Stream<Dependency> dependencies() {
        return modules.values().stream()
                .flatMap(JavaClasses::stream)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(each -> ours(each.getTargetClass()) && ours(each.getOriginClass()));
    }

    private static Set<String> capabilities(JavaClasses classes) {
        Set<String> names = new TreeSet<>();
        classes.forEach(type -> names.add(capability(type)));
        return names;
    }

    private static boolean ours(JavaClass type) {
        return type.getPackageName().startsWith("dev.naust.");
    }

    /** The third part of the package's name. */
    private static String capability(JavaClass type) {
        return type.getPackageName().split("\\.")[2];
    }

    private static int floor(JavaClass type) {
        return FLOORS.getOrDefault(capability(type), Integer.MAX_VALUE);
    }

    private static Map<String, JavaClasses> modules() {
        Map<String, JavaClasses> modules = new TreeMap<>();
        try (Stream<Path> poms = Files.walk(ROOT, 3)) {
            poms.filter(path -> path.endsWith("pom.xml"))
                    .map(Path::getParent)
                    .filter(module -> Files.isDirectory(module.resolve("target/classes/dev/naust")))
                    .forEach(module -> modules.put(
                            ROOT.relativize(module).toString(),
                            new ClassFileImporter().importPath(module.resolve("target/classes/dev/naust"))));
        } catch (IOException e) {
            throw new AssertionError("the source tree cannot be read", e);
        }
        assertThat(modules).containsKeys("runtime", "bundles/api");
        return modules;
    }
}
