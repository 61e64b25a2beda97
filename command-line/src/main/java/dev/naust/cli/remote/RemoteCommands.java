package dev.naust.cli.remote;

import dev.naust.cli.BackupFileWork;
import dev.naust.cli.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** All commands that ask a running server. */
public final class RemoteCommands {
    private RemoteCommands() {}

    /**
     * The commands for picocli.
     *
     * @param environment the variables that stand in for options
     * @param workingFolder what paths are relative to
     * @param files works with backup files in this process
     */
    public static List<Object> of(
            Terminal terminal, Map<String, String> environment, Path workingFolder, BackupFileWork files) {
        return List.of(
                new StatusCommand(terminal, environment),
                new ProvidersCommand(terminal, environment),
                new PluginsCommand(terminal, environment),
                new SchemaCommand(terminal, environment),
                new StoresCommand(terminal, environment, workingFolder),
                new ResumeCommand(terminal, environment),
                new BackupCommand(terminal, environment, workingFolder, files),
                new PrivacyCommand(terminal, environment, workingFolder));
    }
}
