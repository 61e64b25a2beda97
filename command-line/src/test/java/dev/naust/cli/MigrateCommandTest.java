package dev.naust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Kind;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.FieldChange;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Transform;
import dev.naust.api.service.Migrations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a command line and the file that it names ask for is what is planned. */
class MigrateCommandTest {
    private final List<MigrationRequest> asked = new ArrayList<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        Migrations migrations = (Migrations) Proxy.newProxyInstance(
                Migrations.class.getClassLoader(), new Class<?>[] {Migrations.class}, (proxy, method, given) -> {
                    asked.add((MigrationRequest) given[0]);
                    return new MigrationPlan("a", "b", List.of(), List.of(), List.of(), List.of(), List.of());
                });
        PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
        CommandLine command = new CommandLine(new MigrateCommand(migrations, new Terminal(out, out, false, 80)));
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(out, true));
        return command.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--reject-limit", "--rate-limit", "--retry-attempts", "--parallelism", "--batch-size"})
    void aNumberOutOfRangeIsWrongUsage(String option) {
        assertThat(run("--from", "sqlite:a.db", "--to", "b", "--dry-run", option, "-1"))
                .isEqualTo(2);

        assertThat(asked).isEmpty();
        assertThat(written.toString(StandardCharsets.UTF_8)).contains(option + " must be from ", ", not -1");
    }

    @Test
    void conflictsToDecideOneByOneAreWrongUsageBecauseThatNeedsAServer() {
        assertThat(run("--from", "sqlite:a.db", "--to", "b", "--dry-run", "--conflict", "INTERACTIVE"))
                .isEqualTo(2);

        assertThat(asked).isEmpty();
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("--conflict INTERACTIVE", "server", "FAIL, SKIP, OVERWRITE or MERGE");
    }

    @Test
    void theHelpFitsATerminalWithoutLinesOfAFewWords() {
        assertThat(run("--help")).isZero();

        String help = written.toString(StandardCharsets.UTF_8);
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(help.lines().map(String::strip))
                .contains(
                        "already: FAIL (default; nothing is started), SKIP",
                        "provider's form, or the id of a configured store. A password may stand in the");
    }

    @Test
    void aFileThatSaysMoreThanItCanIsRefused() throws IOException {
        Path file = folder.resolve("request.json");
        Files.writeString(file, "{\"collections\": [\"people\"], \"options\": {\"conflict\": \"MERGE\"}}");

        int code = run("--from", "sqlite:a.db", "--to", "b", "--dry-run", "--request", file.toString());

        assertThat(code).isEqualTo(2);
        assertThat(asked).isEmpty();
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("\"options\" is not taken from there: leave it out, and give it as an option");
    }

    @Test
    void aFileSaysWhatBecomesOfCollectionsAndTheOptionsAreTheCommandLines() throws IOException {
        Path file = folder.resolve("request.json");
        Files.writeString(file, """
                {"collections": [{"name": "people", "to": "persons", "filter": {"age": {"gte": 18}},
                  "fields": {"mail": "email", "zip": {"cast": "TEXT"}, "nin": {"hash": true}}}, "orders"]}
                """);
        int code = run(
                "--from",
                "sqlite:a.db",
                "--to",
                "b",
                "--dry-run",
                "--request",
                file.toString(),
                "--conflict",
                "MERGE",
                "--lossy",
                "AS_TEXT",
                "--rate-limit",
                "500",
                "--reject-limit",
                "9",
                "--continue-on-error");
        assertThat(code).as(written.toString(StandardCharsets.UTF_8)).isZero();
        MigrationRequest request = asked.get(0);
        assertThat(request.collections()).containsExactly("people", "orders");
        assertThat(request.reshapes().get("people").to()).contains("persons");
        assertThat(request.reshapes().get("people").where()).isPresent();
        assertThat(request.reshapes().get("people").fields())
                .containsEntry("mail", new FieldChange(Optional.of("email"), Optional.empty()))
                .containsEntry("zip", new FieldChange(Optional.empty(), Optional.of(new Transform.Cast(Kind.TEXT))))
                .containsEntry("nin", new FieldChange(Optional.empty(), Optional.of(new Transform.Hash())));
        assertThat(request.options().conflict()).isEqualTo(Conflict.MERGE);
        assertThat(request.options().lossy()).isEqualTo(Lossy.AS_TEXT);
        assertThat(request.options().continueOnError()).isTrue();
        assertThat(request.options().limits()).isEqualTo(new MigrationRequest.Limits(9, 3, 500));
    }

    @Test
    void aFileThatIsNotUnderstoodIsWrongUsageWithTheReason() throws IOException {
        Path file = folder.resolve("request.json");
        Files.writeString(
                file, "{\"collections\": [{\"name\": \"people\", \"fields\": {\"zip\": {\"cast\": \"NOTHING\"}}}]}");
        assertThat(run("--from", "a", "--to", "b", "--request", file.toString()))
                .isEqualTo(2);
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("--request", "must be one of");
        assertThat(asked).isEmpty();
    }
}
