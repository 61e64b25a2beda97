package dev.naust.registry.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.ConfigProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused as a plugin, and with which words. */
final class JarCheckTest {
    private static final String CLASS = "test/Plugin.class";

    @TempDir
    Path folder;

    private JarCheck check(byte[] jar) throws IOException {
        Path file = Files.write(folder.resolve("some.jar"), jar);
        return JarCheck.of(
                file,
                asks -> asks.get(0).namespace().equals("osgi.ee")
                                && asks.get(0).filter().contains("99")
                        ? Optional.of("needs Java 99")
                        : asks.get(0).filter().contains("foo.bar")
                                ? Optional.of("needs the package foo.bar")
                                : Optional.empty(),
                17);
    }

    private ConfigProblem problem(byte[] jar) throws IOException {
        JarCheck check = check(jar);
        assertThat(check.problems()).hasSize(1);
        return check.problems().get(0);
    }

    @Test
    void aSoundJarPasses() throws Exception {
        JarCheck check = check(MadeUpJar.sound().bytes());
        assertThat(check.problems()).isEmpty();
        assertThat(check.warnings()).isEmpty();
        assertThat(check.name()).isEqualTo("test.plugin");
        assertThat(check.version()).isEqualTo("1.2.0");
    }

    @Test
    void aMissingPackageIsAWarningBecauseItMayCome() throws Exception {
        JarCheck check = check(MadeUpJar.sound()
                .with("META-INF/MANIFEST.MF", MadeUpJar.manifest("Import-Package: foo.bar;version=\"[1,2)\"\n"))
                .bytes());
        assertThat(check.problems()).isEmpty();
        assertThat(check.warnings()).containsExactly("needs the package foo.bar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../../evil",
                "/etc/evil",
                "C:/evil",
                "a\\..\\evil",
                "./evil",
                "a//evil",
                "..",
                "a/./b"
            })
    void aNameThatLeadsOutOfTheFolderIsRefused(String name) throws Exception {
        JarCheck check = check(MadeUpJar.sound().with(name, new byte[1]).bytes());
        assertThat(check.problems()).hasSize(1);
        assertThat(check.tooLarge()).isFalse();
    }

    @Test
    void aNameWithAControlCharacterIsRefused() throws Exception {
        assertThat(problem(MadeUpJar.sound().with("a\nb", new byte[1]).bytes()).message())
                .contains("control character");
    }

    @Test
    void aLinkIsRefused() throws Exception {
        byte[] jar = MadeUpJar.sound().bytes();
        jar = MadeUpJar.inDirectory(jar, CLASS, 4, 3 << 8 | 20, 2);
        jar = MadeUpJar.inDirectory(jar, CLASS, 38, 0xA1FF0000, 4);
        assertThat(problem(jar))
                .isEqualTo(new ConfigProblem("/test~1Plugin.class", "is a link or a device, not a file"));
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() throws Exception {
        byte[] jar = MadeUpJar.renamed(
                MadeUpJar.sound()
                        .with("one", new byte[1])
                        .with("two", new byte[2])
                        .bytes(),
                "two",
                "one");
        assertThat(problem(jar)).isEqualTo(new ConfigProblem("/one", "is there twice"));
    }

    @Test
    void namesThatDifferInCapitalsOnlyAreRefused() throws Exception {
        byte[] jar = MadeUpJar.sound()
                .with("a/One", new byte[1])
                .with("a/oNe", new byte[2])
                .bytes();
        assertThat(problem(jar).message()).contains("capitals and small letters");
        byte[] folderAndFile = MadeUpJar.sound()
                .with("a", new byte[1])
                .with("A/b", new byte[2])
                .bytes();
        assertThat(problem(folderAndFile).message()).contains("a folder that is a file");
    }

    @Test
    void aDirectoryThatDisagreesWithTheEntriesIsRefused() throws Exception {
        byte[] jar = MadeUpJar.sound().bytes();
        assertThat(problem(MadeUpJar.inDirectory(jar, CLASS, 10, 0, 2)).message())
                .contains("another entry in the directory");
        assertThat(problem(MadeUpJar.inDirectory(jar, CLASS, 24, 3, 4)).message())
                .contains("behind its content");
        assertThat(problem(MadeUpJar.inHeader(jar, CLASS, 26, 3, 2)).pointer()).isNotEmpty();
    }

    @Test
    void anEncryptedEntryIsRefused() throws Exception {
        byte[] jar = MadeUpJar.sound().bytes();
        jar = MadeUpJar.inDirectory(jar, CLASS, 8, 0x809, 2);
        jar = MadeUpJar.inHeader(jar, CLASS, 6, 0x809, 2);
        assertThat(problem(jar).message()).isEqualTo("is encrypted");
    }

    @Test
    void aFileThatIsSomethingElseAsWellIsRefused() throws Exception {
        byte[] jar = MadeUpJar.sound().bytes();
        byte[] script = "#!/bin/sh\nrm -rf /\n".getBytes(StandardCharsets.UTF_8);
        assertThat(problem(joined(script, jar)).message()).isNotEmpty();
        assertThat(problem(joined(jar, script)).message()).contains("truncated or no jar");
    }

    @Test
    void aTruncatedOrEmptyFileIsRefused() throws Exception {
        byte[] jar = MadeUpJar.sound().bytes();
        for (int length : new int[] {0, 1, 21, jar.length / 2, jar.length - 1}) {
            assertThat(problem(Arrays.copyOf(jar, length)).message()).contains("truncated or no jar");
        }
        assertThat(problem(MadeUpJar.bare().bytes()).message()).isEqualTo("is empty");
    }

    @Test
    void aBombIsTooLargeAndSeenQuickly() throws Exception {
        byte[] bomb = MadeUpJar.sound().with("zeros", new byte[80 << 20]).bytes();
        long begin = System.nanoTime();
        JarCheck check = check(bomb);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(check.tooLarge()).isTrue();
    }

    @Test
    void aBombInAJarInAJarIsTooLarge() throws Exception {
        byte[] inner = MadeUpJar.bare().with("zeros", new byte[80 << 20]).bytes();
        byte[] middle = MadeUpJar.bare().with("inner.jar", inner).bytes();
        JarCheck check = check(MadeUpJar.sound().with("lib/middle.jar", middle).bytes());
        assertThat(check.tooLarge()).isTrue();
        assertThat(check.problems().get(0).pointer()).startsWith("/lib~1middle.jar");
    }

    @Test
    void archivesInArchivesWithoutEndAreRefused() throws Exception {
        byte[] nested = new byte[3];
        for (int depth = 0; depth < 6; depth++) {
            nested = MadeUpJar.bare().with("x.zip", nested).bytes();
        }
        assertThat(problem(MadeUpJar.sound().with("lib/a.zip", nested).bytes()).message())
                .contains("too deep");
    }

    @Test
    void aBombThatLiesAboutItsSizeIsRefused() throws Exception {
        byte[] jar = MadeUpJar.sound().with("zeros", new byte[1 << 20]).bytes();
        jar = MadeUpJar.inDirectory(jar, "zeros", 24, 10, 4);
        assertThat(check(jar).problems()).isNotEmpty();
    }

    @Test
    void aPlainJarIsToldHowToBecomeABundle() throws Exception {
        assertThat(problem(MadeUpJar.bare().with("a.txt", new byte[1]).bytes()))
                .satisfies(problem -> assertThat(problem.pointer()).isEqualTo("/META-INF~1MANIFEST.MF"))
                .satisfies(problem -> assertThat(problem.message()).contains("plain jar", "bnd-maven-plugin"));
        byte[] nameless = "Manifest-Version: 1.0\n\n".getBytes(StandardCharsets.UTF_8);
        assertThat(problem(MadeUpJar.bare()
                                .with("META-INF/MANIFEST.MF", nameless)
                                .bytes())
                        .pointer())
                .isEqualTo("/META-INF~1MANIFEST.MF/Bundle-SymbolicName");
    }

    @Test
    void everyWrongHeaderIsNamedAtOnce() throws Exception {
        byte[] manifest = ("Manifest-Version: 1.0\nBundle-SymbolicName: a/../b\nBundle-Version: one\n"
                        + "Fragment-Host: system.bundle;extension:=framework\n\n")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(check(MadeUpJar.bare().with("META-INF/MANIFEST.MF", manifest).bytes())
                        .problems())
                .extracting(ConfigProblem::pointer)
                .containsExactly(
                        "/META-INF~1MANIFEST.MF/Bundle-SymbolicName",
                        "/META-INF~1MANIFEST.MF/Bundle-ManifestVersion",
                        "/META-INF~1MANIFEST.MF/Bundle-Version",
                        "/META-INF~1MANIFEST.MF/Fragment-Host");
    }

    @Test
    void aPluginForANewerJavaIsRefusedByItsClassesAndByItsManifest() throws Exception {
        assertThat(problem(MadeUpJar.sound()
                                .with("test/New.class", MadeUpJar.classFor(21))
                                .bytes())
                        .message())
                .isEqualTo("has classes for Java 21 (test/New.class), but this is Java 17: run Naust with a newer Java,"
                        + " or build the plugin for this one");
        byte[] manifest =
                MadeUpJar.manifest("Require-Capability: osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"\n");
        assertThat(problem(
                        MadeUpJar.sound().with("META-INF/MANIFEST.MF", manifest).bytes()))
                .isEqualTo(new ConfigProblem("/META-INF~1MANIFEST.MF/Require-Capability", "needs Java 99"));
    }

    @Test
    void classesForOtherVersionsOfJavaMayLieBeside() throws Exception {
        assertThat(check(MadeUpJar.sound()
                                .with("META-INF/versions/25/test/Plugin.class", MadeUpJar.classFor(25))
                                .bytes())
                        .problems())
                .isEmpty();
    }

    private static byte[] joined(byte[] first, byte[] second) throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(first);
        both.write(second);
        return both.toByteArray();
    }
}
