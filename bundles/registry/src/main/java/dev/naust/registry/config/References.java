package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts what {@code ${env:NAME}} and {@code ${file:/path}} stand for in their place; only ever just before a store opens. */
public final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([a-z]+):([^}]*)}");
    private static final int LARGEST_FILE = 64 * 1024;

    private final Function<String, @Nullable String> environment;

    /** References into the given environment. */
    public References(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /**
     * A document with all references replaced.
     *
     * @param document without references, unless some could not be resolved
     * @param problems one for each reference that could not be resolved
     * @param secrets everything that was put in
     */
    public record Resolved(Document document, List<ConfigProblem> problems, Set<String> secrets) {}

    static boolean isIn(String text) {
        return REFERENCE.matcher(text).find();
    }

    /** What can be said against a text's references without following them; empty when nothing can. */
    static Optional<String> refuse(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            String refused = refuse(matcher.toMatchResult());
            if (refused != null) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    /** Follows the references in a document that lies at a JSON pointer. */
    public Resolved resolve(Document document, String at) {
        List<ConfigProblem> problems = new ArrayList<>();
        Set<String> secrets = new HashSet<>();
        Document resolved = Texts.map(document, at, (pointer, text) -> resolve(pointer, text, problems, secrets));
        return new Resolved(resolved, problems, secrets);
    }

    private Value resolve(String pointer, Text text, List<ConfigProblem> problems, Set<String> secrets) {
        String written = text.string();
        Matcher matcher = REFERENCE.matcher(written);
        if (!matcher.find()) {
            return text;
        }
        return Text.of(matcher.replaceAll(match -> {
            try {
                String secret = follow(match);
                secrets.add(secret);
                return Matcher.quoteReplacement(secret);
            } catch (UnresolvedException e) {
                problems.add(new ConfigProblem(pointer, e.getMessage()));
                return Matcher.quoteReplacement(match.group());
            }
        }));
    }

    private String follow(MatchResult reference) throws UnresolvedException {
        String refused = refuse(reference);
        if (refused != null) {
            throw new UnresolvedException(refused);
        }
        String name = reference.group(2);
        return reference.group(1).equals("env") ? variable(name) : file(name);
    }

    private String variable(String name) throws UnresolvedException {
        String value = environment.apply(name);
        if (value == null) {
            throw new UnresolvedException("refers to ${env:" + name + "}, but the environment variable " + name
                    + " is not set; set it where the server is started");
        }
        return value;
    }

    private static String file(String name) throws UnresolvedException {
        String reference = "refers to ${file:" + name + "}, ";
        try {
            Path path = Path.of(name);
            if (!Files.isRegularFile(path)) {
                throw new UnresolvedException(reference + "but there is no such file");
            }
            if (Files.size(path) > LARGEST_FILE) {
                throw new UnresolvedException(reference + "but that file is larger than any secret (64 KiB)");
            }
            String text = Files.readString(path, StandardCharsets.UTF_8);
            return text.endsWith("\n") ? text.stripTrailing() : text;
        } catch (IOException | InvalidPathException e) {
            throw new UnresolvedException(reference + "but that file cannot be read as text; check its rights");
        }
    }

    private static @Nullable String refuse(MatchResult reference) {
        String name = reference.group(2);
        return switch (reference.group(1)) {
            case "env" -> name.isBlank() ? "refers to ${env:}; name the environment variable" : null;
            case "file" ->
                name.startsWith("/") ? null : "refers to ${file:" + name + "}; the file's path must be absolute";
            case "secret" ->
                "refers to ${secret:" + name
                        + "}, but sealed secrets are not there yet; use ${env:NAME} or ${file:/path}";
            default -> "refers to ${" + reference.group(1) + ":…}, which is unknown; use ${env:NAME} or ${file:/path}";
        };
    }

    private static final class UnresolvedException extends Exception {
        private static final long serialVersionUID = 1L;

        UnresolvedException(String message) {
            super(message);
        }
    }
}
