package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.cli.BackupFileWork;
import dev.naust.cli.BackupFileWork.Restore;
import dev.naust.cli.Refusal;
import dev.naust.cli.Terminal;
import dev.naust.cli.TextTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code naust backup}: backups of a running server, and backup files without one. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Backups: create, list, verify, restore, drill, delete.",
        footer = {
            "",
            "verify and restore take a backup's id, which a running server knows, or a FILE, for which no server is",
            "needed: its key is NAUST_MASTER_KEY, the home's keys/master.key, --key-file, or a passphrase.",
            "Exit code: 0 done and proven, 1 it is not and the message says why, 2 wrong usage."
        })
final class BackupCommand implements Runnable {
    private final Terminal terminal;
    private final Map<String, String> environment;
    private final Path workingFolder;
    private final BackupFileWork work;

    @Spec
    private CommandSpec spec;

    BackupCommand(Terminal terminal, Map<String, String> environment, Path workingFolder, BackupFileWork work) {
        this.terminal = terminal;
        this.environment = environment;
        this.workingFolder = workingFolder;
        this.work = work;
    }

    /** What opens a backup. */
    static final class KeyOptions {
        @Option(names = "--key-file", paramLabel = "PATH", description = "the master key, where it is not the home's")
        private @Nullable Path keyFile;

        @Option(
                names = "--passphrase",
                interactive = true,
                arity = "0..1",
                description = "ask for the passphrase (NAUST_BACKUP_PASSPHRASE)")
        private @Nullable String passphrase;

        Optional<String> passphrase(Map<String, String> environment) {
            return Optional.ofNullable(passphrase)
                    .or(() -> Optional.ofNullable(environment.get("NAUST_BACKUP_PASSPHRASE")))
                    .filter(text -> !text.isEmpty());
        }

        Key key(Map<String, String> environment, Path workingFolder) {
            if (keyFile != null) {
                try {
                    return new Key.Given(Files.readString(workingFolder.resolve(keyFile), StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw Refusal.usage("The key file " + keyFile + " cannot be read: check its path and its rights.");
                }
            }
            return passphrase(environment).<Key>map(Key.Passphrase::new).orElseGet(Key.Master::new);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: naust backup list");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The backups of a server, newest first.")
    int list(@Mixin Connection connection) throws InterruptedException {
        connection.print(terminal.out(), connection.server(environment).list("/backups"), this::table);
        return 0;
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Backs up a store and waits for it.")
    int create(
            @Mixin Connection connection,
            @Mixin KeyOptions keys,
            @Parameters(paramLabel = "STORE") String store,
            @Option(names = "--collections", split = ",", paramLabel = "NAME") List<String> collections,
            @Option(names = "--location", paramLabel = "NAME") String location)
            throws InterruptedException {
        Map<String, Value> body = new LinkedHashMap<>();
        body.put("store", Text.of(store));
        putTexts(body, collections);
        putText(body, "location", Optional.ofNullable(location));
        putText(body, "passphrase", keys.passphrase(environment));
        return follow(connection, "/backups", Document.of(body), "is made and read back");
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Authenticates every byte and computes every hash anew.")
    int verify(@Mixin Connection connection, @Mixin KeyOptions keys, @Parameters(paramLabel = "ID|FILE") String backup)
            throws InterruptedException {
        if (isFile(backup)) {
            return work.verify(file(backup), keys.key(environment, workingFolder));
        }
        return follow(connection, path(backup) + "/verify", withPassphrase(keys), "is authentic");
    }

    @Command(
            name = "drill",
            mixinStandardHelpOptions = true,
            description = "Restores into a throw-away store of the server and compares with the manifest.")
    int drill(@Mixin Connection connection, @Mixin KeyOptions keys, @Parameters(paramLabel = "ID") String backup)
            throws InterruptedException {
        return follow(connection, path(backup) + "/drill", withPassphrase(keys), "is proven restorable");
    }

    @Command(name = "restore", mixinStandardHelpOptions = true, description = "Restores a backup.")
    int restore(
            @Mixin Connection connection,
            @Mixin KeyOptions keys,
            @Parameters(paramLabel = "ID|FILE") String backup,
            @Option(
                            names = "--to",
                            required = true,
                            paramLabel = "ENDPOINT",
                            description = "a store's id; of a FILE also an endpoint")
                    String to,
            @Option(names = "--collections", split = ",", paramLabel = "NAME") List<String> collections,
            @Option(names = "--conflict", defaultValue = "FAIL", paramLabel = "POLICY") Conflict conflict,
            @Option(names = "--dry-run", description = "only the plan") boolean dryRun,
            @Option(names = "--residency", paramLabel = "PLACE", description = "where an endpoint is") String residency)
            throws InterruptedException {
        List<String> chosen = collections == null ? List.of() : collections;
        if (isFile(backup)) {
            Restore how = new Restore(to, chosen, conflict, dryRun, Optional.ofNullable(residency));
            return work.restore(file(backup), keys.key(environment, workingFolder), how);
        }
        Map<String, Value> body = new LinkedHashMap<>();
        body.put("target", Text.of(to));
        putTexts(body, chosen);
        body.put("options", Document.of(Map.of("conflict", Text.of(conflict.name()), "dryRun", Value.Bool.of(dryRun))));
        putText(body, "passphrase", keys.passphrase(environment));
        return follow(
                connection, path(backup) + "/restore", Document.of(body), dryRun ? "can be restored" : "is restored");
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Removes a backup and its file.")
    int delete(@Mixin Connection connection, @Parameters(paramLabel = "ID") String backup) throws InterruptedException {
        Document answer = connection.server(environment).send("DELETE", path(backup), Optional.empty());
        connection.print(terminal.out(), answer, "The backup " + backup + " is removed.");
        return 0;
    }

    private int follow(Connection connection, String path, Document body, String outcome) throws InterruptedException {
        RunWatch.Ended ended = RunWatch.follow(connection.server(environment), path, body);
        connection.print(
                terminal.out(),
                ended.run(),
                ended.succeeded() ? "Done (run " + ended.id() + "): the backup " + outcome + "." : ended.failure());
        return ended.succeeded() ? 0 : 1;
    }

    private void table(List<Document> backups) {
        TextTable table =
                new TextTable("id", "store", "state", "made", "proven", ">records", ">bytes", "location", "problem");
        for (Document each : backups) {
            table.row(
                    Fields.text(each, "id"),
                    Fields.text(each, "store"),
                    Fields.text(each, "state"),
                    Fields.text(each, "createdAt"),
                    Fields.text(each, "provenAt"),
                    Fields.text(each, "records"),
                    Fields.text(each, "size"),
                    Fields.text(each, "location"),
                    Fields.text(each, "problem"));
        }
        table.print(terminal.out());
    }

    private Document withPassphrase(KeyOptions keys) {
        Map<String, Value> body = new LinkedHashMap<>();
        putText(body, "passphrase", keys.passphrase(environment));
        return Document.of(body);
    }

    private static void putText(Map<String, Value> body, String name, Optional<String> text) {
        text.ifPresent(known -> body.put(name, Text.of(known)));
    }

    private static void putTexts(Map<String, Value> body, @Nullable List<String> collections) {
        if (collections != null && !collections.isEmpty()) {
            body.put(
                    "collections",
                    new Value.Array(collections.stream().<Value>map(Text::of).toList()));
        }
    }

    /** An id is no file's name that people give: those have an end or a folder. */
    private boolean isFile(String backup) {
        return backup.endsWith(".naust") || backup.contains("/") || Files.exists(file(backup));
    }

    private Path file(String backup) {
        return workingFolder.resolve(backup);
    }

    private static String path(String backup) {
        return "/backups/" + Server.encoded(backup);
    }
}
