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
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import picocli.CommandLine;

/**
 * The command that the launcher calls with the user's arguments; it answers with the exit code: 0 done, 1 failed with a
 * report, 2 wrong usage.
 */
@Component(service = ToIntFunction.class, property = "naust.command:Boolean=true")
public final class CommandLineService implements ToIntFunction<String[]> {
    private final Migrations migrations;
    private final Comparisons comparisons;
    private final Path installation;
    private final Path workingFolder;

    /** Absent for a command that has nothing to do with backups, which is started without them. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable BackupFiles backups;

    @Activate
    public CommandLineService(
            @Reference Migrations migrations, @Reference Comparisons comparisons, BundleContext context) {
        this.migrations = migrations;
        this.comparisons = comparisons;
        this.installation = Path.of(property(context, "naust.install"));
        this.workingFolder = Path.of(property(context, "naust.cwd"));
    }

    @Override
    public int applyAsInt(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        CommandLine line = new CommandLine(new NaustCommand());
        line.addSubcommand(new MigrateCommand(migrations, terminal));
        // The others need not be looked at, which takes a while, when it is this one.
        if (arguments.length == 0 || !arguments[0].equals("migrate")) {
            addOthers(line, terminal);
        }
        line.setOut(writer(terminal.out()));
        line.setErr(writer(terminal.err()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> Failure.report(failure, terminal.err()));
        line.setParameterExceptionHandler(new WrongUsage());
        return line.execute(arguments);
    }

    private void addOthers(CommandLine line, Terminal terminal) {
        line.addSubcommand(new CompareCommand(comparisons, terminal));
        CommandLine plugin = new CommandLine(new PluginCommand());
        plugin.addSubcommand(new PluginCommand.New(installation, workingFolder, terminal));
        line.addSubcommand(plugin);
        RemoteCommands.of(terminal, System.getenv(), workingFolder, new BackupFileWork(this::backups, terminal))
                .forEach(line::addSubcommand);
    }

    private BackupFiles backups() {
        return Objects.requireNonNull(
                backups, "the backups, which every command but migrate and compare is started with");
    }

    private static String property(BundleContext context, String name) {
        return Objects.requireNonNull(context.getProperty(name), name);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true);
    }
}
