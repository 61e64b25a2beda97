package dev.naust.console;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the console listens.
 *
 * @param host an address of this machine
 * @param port 0 for any free one
 * @param names other names that the server answers to
 * @param pluginsFolder where providers' jars are dropped, for people
 * @param temporary where files lie while their requests are answered
 */
record ConsoleSettings(String host, int port, List<String> names, String pluginsFolder, Path temporary) {

    /**
     * The settings that framework properties give.
     *
     * @throws IllegalArgumentException when one of them cannot be
     */
    static ConsoleSettings from(Function<String, @Nullable String> properties) {
        String host = Optional.ofNullable(properties.apply("naust.host")).orElse("127.0.0.1");
        String port = Optional.ofNullable(properties.apply("naust.port")).orElse("7070");
        String names = Optional.ofNullable(properties.apply("naust.hosts")).orElse("");
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(
                    "The port \"" + port + "\" cannot be used: NAUST_PORT must be a number from 0 to 65535.");
        }
        return new ConsoleSettings(
                host,
                Integer.parseInt(port),
                Arrays.stream(names.split("[,\\s]+"))
                        .filter(name -> !name.isBlank())
                        .toList(),
                Optional.ofNullable(properties.apply("naust.home"))
                        .map(home -> Path.of(home, "plugins").toString())
                        .orElse("plugins"),
                Optional.ofNullable(properties.apply("naust.home"))
                        .map(home -> Path.of(home, "data", "tmp"))
                        .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))));
    }

    /** The host as it stands in a URL. */
    String urlHost() {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
