package dev.naust.runtime;

import java.nio.file.Path;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The entry point: the server, or one command that needs no server. */
public final class Main {
    private static final String HELP = """
            Naust looks after data stores.

              naust start                        start the server
              naust migrate --from A --to B      copy a whole store into another; needs no server
              naust compare --from A --to B      find every record that differs between two stores
              naust backup verify FILE           authenticate a backup; restore FILE --to B brings it back, without a server
              naust plugin new NAME              write the Maven project of a plugin, to be changed
              naust status                       whether a running server is ready; also: providers, plugins, stores, schema, privacy
              naust resume RUN                   let a server's migration go on, and wait for its end
              naust COMMAND --help               what a command can do
              naust --version                    which version this is
              naust prepare                      make later starts faster with the Java that is in use now

            Variables: NAUST_HOME (folder of config, data, logs and plugins), NAUST_HOST, NAUST_PORT,
            NAUST_ADMIN_PASSWORD and NAUST_API_TOKEN (first start), NAUST_JAVA_OPTS (such as -Xmx256m).""";

    private Main() {}

    /**
     * Runs what the arguments ask for and ends the process: 0 when all went well, 1 when it did not, 2 on wrong usage.
     *
     * @param arguments {@code start}, or a command and what it takes
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        String first = arguments.length == 0 ? "help" : arguments[0];
        try {
            return switch (first) {
                case "help", "--help", "-h" -> say(HELP);
                case "--version", "version", "-V" -> say("Naust " + version());
                case "start" -> start(arguments);
                case "prepare" -> new Rehearsal(home()).run();
                default -> new CommandRun(home()).run(arguments);
            };
        } catch (StartFailure e) {
            LoggerFactory.getLogger(Main.class).debug("Naust did not start", e);
            System.err.println("naust: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            System.err.println("naust: interrupted");
            return 1;
        }
    }

    private static int start(String[] arguments) throws StartFailure, InterruptedException {
        if (arguments.length > 1) {
            System.err.println("naust: start takes no arguments, and \"" + arguments[1] + "\" was given. Settings are"
                    + " variables; see naust help.");
            return 2;
        }
        Map<String, String> environment = System.getenv();
        new Server(home(), Settings.from(environment)).run();
        return 0;
    }

    private static Home home() throws StartFailure {
        return Home.find(System.getenv(), Path.of("").toAbsolutePath());
    }

    private static int say(String text) {
        System.out.println(text);
        return 0;
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }
}
