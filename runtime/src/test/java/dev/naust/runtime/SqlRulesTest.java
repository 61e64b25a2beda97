package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No name reaches SQL but through a dialect: true of every module, and the check finds whoever does otherwise. */
final class SqlRulesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @TempDir
    Path folder;

    @Test
    void everyModuleKeepsTheRules() throws IOException {
        List<Path> modules;
        try (Stream<Path> poms = Files.walk(ROOT, 3)) {
            modules = poms.filter(path -> path.endsWith("pom.xml"))
                    .map(pom -> pom.resolveSibling("target/classes/dev/naust"))
                    .filter(Files::isDirectory)
                    .filter(classes -> !classes.startsWith(ROOT.resolve("benchmarks")))
                    .toList();
        }
        assertThat(modules).contains(ROOT.resolve("bundles/jdbc-support/target/classes/dev/naust"));
        assertThat(SqlRules.violations(modules)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Sql.of(\"DROP TABLE \" + name)|not written there",
                "Sql.of(name)|not written there",
                "Sql.of(flag ? name : \"x\")|not written there",
                "Sql.of(\"DROP TABLE \".concat(name))|not written there",
                "Sql.of(String.format(\"DROP TABLE %s\", name))|not written there",
                "Sql.of(\"DROP TABLE \" + new StringBuilder(name))|not written there",
                "Sql.of(\"a\" + (flag ? name : \"x\"))|not written there",
                "List.of(Sql.NONE).stream().collect(Sql.joining(name))|not written there",
                "Stream.of(name).map(Sql::of).toList()|refers to Sql::of",
                "connection.prepareStatement(\"DROP TABLE \" + name)|hands SQL to a driver",
                "connection.createStatement().execute(name)|hands SQL to a driver",
                "connection.createStatement().executeQuery(\"SELECT 1\")|hands SQL to a driver",
                "connection.createStatement().addBatch(name)|hands SQL to a driver",
                "Sql.planned(new dev.naust.api.store.SchemaStep(null, null, name, name))|executes a planned step"
            })
    void aViolationIsFound(String code, String complaint) throws IOException {
        assertThat(SqlRules.violations(List.of(compiled(code))))
                .singleElement()
                .asString()
                .startsWith("planted.Planted.run ")
                .contains(complaint);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Sql.of(\"DROP TABLE x\")",
                "Sql.of(\"DROP TABLE \" + dialect.escapeIdentifier(name) + \" LIMIT \" + name.length())",
                "flag ? Sql.of(\"a\") : Sql.of(\"b\")",
                "Statements.prepare(connection, Sql.of(\"SELECT \" + (flag ? Sql.NONE : dialect.literal(name))))"
            })
    void whatKeepsTheRulesIsLeftInPeace(String code) throws IOException {
        assertThat(SqlRules.violations(List.of(compiled(code)))).isEmpty();
    }

    private Path compiled(String code) throws IOException {
        Path source = Files.writeString(folder.resolve("Planted.java"), """
                package planted;
                import dev.naust.jdbc.*;
                import java.util.List;
                import java.util.stream.Stream;
                class Planted {
                    Object run(java.sql.Connection connection, SqlDialect dialect, String name, boolean flag) throws Exception {
                        Object made = %s;
                        return made;
                    }
                }
                """.formatted(
                        code.startsWith("connection.createStatement().addBatch") ? "name; " + code : code));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        String path = ROOT.resolve("bundles/jdbc-support/target/classes")
                + java.io.File.pathSeparator
                + ROOT.resolve("bundles/api/target/classes");
        boolean done = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("--release", "17", "-proc:none", "-cp", path, "-d", classes.toString()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        assertThat(done).as(messages.toString()).isTrue();
        return classes;
    }
}
