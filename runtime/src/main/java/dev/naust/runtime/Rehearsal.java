package dev.naust.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * Goes once through what every start goes through, in a home of its own, so that Java can write the classes it used to an
 * archive: the server with its first pages, and in it the command that people use most.
 */
final class Rehearsal {
    private static final Duration PAGE_LIMIT = Duration.ofSeconds(10);
    private static final List<String> PAGES = List.of("/", "/livez", "/sign-in", "/api/v1/providers");

    private final Home home;

    /** A rehearsal of an installation; its home is not touched. */
    Rehearsal(Home home) {
        this.home = home;
    }

    /** Returns 0, or another number when the rehearsal did not get through. */
    int run() throws StartFailure, InterruptedException {
        try {
            Path folder = Files.createTempDirectory("naust-rehearsal-");
            try {
                return rehearse(new Home(home.installation(), folder));
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw new StartFailure("The rehearsal in the temporary folder failed: " + e + ". Make room there.", e);
        }
    }

    private static int rehearse(Home stage) throws StartFailure, InterruptedException {
        AtomicInteger result = new AtomicInteger(1);
        new Server(stage, new Settings("127.0.0.1", 0)).run((host, address) -> {
            PAGES.forEach(page -> get(address, page));
            result.set(migrate(host, stage));
            new LoadedClasses(host).link();
        });
        return result.get();
    }

    /** In the server's framework: two copies of a class would keep each other out of the archive. */
    private static int migrate(FrameworkHost host, Home stage) throws StartFailure, InterruptedException {
        Path demo = stage.data().resolve("demo").resolve("chinook.db");
        Path copy = stage.data().resolve("copy.db");
        String[] arguments = {"migrate", "--from", "sqlite:" + demo, "--to", "sqlite:" + copy};
        CommandNeeds.of(arguments);
        return new CommandRun(stage).runWithin(host, arguments);
    }

    /** A page that refuses a stranger has been rehearsed as well. */
    private static void get(URI address, String page) {
        try {
            URLConnection connection = address.resolve(page).toURL().openConnection();
            connection.setConnectTimeout((int) PAGE_LIMIT.toMillis());
            connection.setReadTimeout((int) PAGE_LIMIT.toMillis());
            try (InputStream in = connection.getInputStream()) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException refused) {
            LoggerFactory.getLogger(Rehearsal.class).debug("{} answered: {}", page, refused.getMessage());
        }
    }
}
