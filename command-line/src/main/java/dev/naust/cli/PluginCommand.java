package dev.naust.cli;

import dev.naust.cli.scaffold.PluginNames;
import dev.naust.cli.scaffold.Scaffold;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code naust plugin}: for those who write plugins. */
@Command(
        name = "plugin",
        mixinStandardHelpOptions = true,
        description = "For those who write plugins. The jars of a running server: naust plugins.")
final class PluginCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: naust plugin new NAME");
    }

    /** {@code naust plugin new}: a Maven project with a provider that passes the testkit, to be changed. */
    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Writes a Maven project with a provider that works, to be changed into your own.",
            footer = {"", "Exit code: 0 the project is there, 1 it could not be written, 2 wrong usage."})
    static final class New implements Callable<Integer> {
        private final Path installation;
        private final Path workingFolder;
        private final Terminal terminal;

        @Parameters(paramLabel = "NAME", description = "what it is called, such as note-book")
        private String name;

        @Option(names = "--dir", paramLabel = "FOLDER", description = "the folder to make (NAME, in this folder)")
        private @Nullable Path folder;

        @Option(
                names = "--package",
                paramLabel = "PACKAGE",
                description = "the Java package of its classes (org.example.NAME)")
        private @Nullable String javaPackage;

        @Option(names = "--id", paramLabel = "ID", description = "the provider's id, a store's \"type\" (NAME)")
        private @Nullable String id;

        New(Path installation, Path workingFolder, Terminal terminal) {
            this.installation = installation;
            this.workingFolder = workingFolder;
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            PluginNames names = PluginNames.of(name, Optional.ofNullable(javaPackage), Optional.ofNullable(id));
            Path project = folder == null ? Path.of(name) : folder;
            new Scaffold(installation).write(workingFolder.resolve(project).normalize(), names);
            terminal.out()
                    .println("The plugin is in " + project + ". To build it, with its tests: cd " + project
                            + " && mvn verify");
            return 0;
        }
    }
}
