package dev.naust.cli;

import dev.naust.api.service.BackupFiles;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.Migrations;
import dev.naust.cli.remote.RemoteCommands;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import picocli.CommandLine;

/**
 * The command that the launcher calls with the user's arguments; it answers with the exit code: 0 done, 1 failed with a
 * report, 2 wrong usage.
 */
@Component(service = ToIntFunction.class, property = "naust.command:Boolean=true")
public final class CommandLineService implements ToIntFunction<String[]> {
    private final Migrations migrations;
    private final BackupFiles backups;
    private final Comparisons comparisons;
    private final Path installation;
    private final Path workingFolder;

    @Activate
    public CommandLineService(
            @Reference Migrations migrations,
            @Reference Comparisons comparisons,
            @Reference BackupFiles backups,
            BundleContext context) {
        this.migrations = migrations;
        this.comparisons = comparisons;
        this.backups = backups;
        this.installation = Path.of(property(context, "naust.install"));
        this.workingFolder = Path.of(property(context, "naust.cwd"));
    }

    @Override
    public int applyAsInt(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        CommandLine line = new CommandLine(new NaustCommand());
        line.addSubcommand(new MigrateCommand(migrations, terminal));
        line.addSubcommand(new CompareCommand(comparisons, terminal));
        CommandLine plugin = new CommandLine(new PluginCommand());
        plugin.addSubcommand(new PluginCommand.New(installation, workingFolder, terminal));
        line.addSubcommand(plugin);
        RemoteCommands.of(terminal, System.getenv(), workingFolder, new BackupFileWork(backups, terminal))
                .forEach(line::addSubcommand);
        line.setOut(writer(terminal.out()));
        line.setErr(writer(terminal.err()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> Failure.report(failure, terminal.err()));
        return line.execute(arguments);
    }

    private static String property(BundleContext context, String name) {
        return Objects.requireNonNull(context.getProperty(name), name);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true);
    }
}
