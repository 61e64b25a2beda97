package dev.naust.cli;

import dev.naust.api.service.Migrations;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.function.ToIntFunction;
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

    @Activate
    public CommandLineService(@Reference Migrations migrations) {
        this.migrations = migrations;
    }

    @Override
    public int applyAsInt(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        CommandLine line = new CommandLine(new NaustCommand());
        line.addSubcommand(new MigrateCommand(migrations, terminal));
        line.setOut(writer(terminal.out()));
        line.setErr(writer(terminal.err()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> Failure.report(failure, terminal.err()));
        return line.execute(arguments);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true);
    }
}
