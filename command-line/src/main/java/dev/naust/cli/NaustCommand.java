package dev.naust.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The word {@code naust} itself; it needs a command behind it. */
@Command(
        name = "naust",
        mixinStandardHelpOptions = true,
        version = "naust 0.1.0",
        description = "Looks after data stores. \"naust start\" starts the server and its console.",
        subcommands = picocli.CommandLine.HelpCommand.class)
final class NaustCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }
}
