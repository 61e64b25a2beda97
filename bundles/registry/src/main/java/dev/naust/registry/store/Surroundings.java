package dev.naust.registry.store;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.Hosts;
import dev.naust.api.store.Step;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Trial;
import dev.naust.registry.config.Connections.HostAt;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Takes the steps of a trial that need no provider: looking hosts up, and looking at files and folders. */
final class Surroundings {
    private Surroundings() {}

    /** Looks hosts up, as the policy allows. */
    static void lookUp(List<HostAt> places, Hosts hosts, Trial trial) throws InterruptedException {
        trial.run(
                Step.NAME_LOOKUP,
                () -> places.stream()
                        .map(place -> addresses(place.host(), place.port(), hosts))
                        .collect(Collectors.joining("; ")));
    }

    private static String addresses(String host, int port, Hosts hosts) {
        try {
            return host + " is "
                    + hosts.lookUp(host, port).stream()
                            .map(InetAddress::getHostAddress)
                            .distinct()
                            .collect(Collectors.joining(", "))
                    + ".";
        } catch (UnknownHostException e) {
            throw new StoreException(
                    Fault.CONFIGURATION, "The host " + host + " is not known. Check its spelling, or the name server.");
        }
    }

    /**
     * Looks at a file or folder.
     *
     * @return whether it is there, so that the provider can look inside
     */
    static boolean look(Path path, Trial trial) throws InterruptedException {
        boolean[] there = {false};
        trial.run(Step.PATH, () -> {
            there[0] = Files.exists(path);
            if (there[0]) {
                return Files.isDirectory(path) ? "The folder is there." : "The file is there.";
            }
            Path parent = existing(path);
            if (!Files.isDirectory(parent)) {
                throw new StoreException(
                        Fault.CONFIGURATION, "It cannot be made: a part of its path is no folder. Correct the path.");
            }
            return "It is not there yet, and will be made.";
        });
        if (there[0]) {
            trial.run(Step.READABLE, () -> {
                if (!Files.isReadable(path) || Files.isDirectory(path) && !Files.isExecutable(path)) {
                    throw new StoreException(
                            Fault.CONFIGURATION,
                            "The server's user may not read it. Correct its rights, or those of a folder above.");
                }
                return "The server's user may read it.";
            });
        } else {
            trial.skip(Step.READABLE, "It is not there yet.");
        }
        // A folder that may only be read is still worth reading.
        boolean writable = Files.isWritable(there[0] ? path : existing(path));
        if (!there[0] && !writable) {
            trial.run(Step.WRITABLE, () -> {
                throw new StoreException(
                        Fault.CONFIGURATION,
                        "It cannot be made: the server's user may not write into the folder. Correct its rights.");
            });
        } else if (writable) {
            trial.run(Step.WRITABLE, () -> "The server's user may write here.");
        } else {
            trial.skip(Step.WRITABLE, "The server's user may not write it; it can only be read.");
        }
        return there[0];
    }

    private static Path existing(Path path) {
        Path there = path;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there;
    }

    /** A failure that a trial finds before the provider is asked. */
    enum Fault implements ErrorCode {
        CONFIGURATION;

        @Override
        public String code() {
            return "config.unusable";
        }

        @Override
        public Category category() {
            return Category.CONFIGURATION;
        }
    }
}
