package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigProblem;
import dev.naust.registry.config.PathPolicy.RefusedPathException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts what {@code ${env:NAME}}, {@code ${file:/path}} and {@code ${secret:name}} stand for in their place; only ever just before
 * a store opens. Thread-safe.
 */
public final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([a-z]+):([^}]*)}");
    private static final int LARGEST_FILE = 64 * 1024;

    /** The server's own secrets, which no store needs. */
    private static final Pattern OWN_VARIABLE =
            Pattern.compile("NAUST_(MASTER_KEY|ADMIN_PASSWORD|API_TOKEN|STORES_.*)|POSTGRESQL_URL");

    private final Map<String, String> environment;
    private final Optional<Settings> settings;
    private final Optional<Vault> vault;

    /** References into an environment, the folders that the settings name, and a vault. */
    public References(Map<String, String> environment, Optional<Settings> settings, Optional<Vault> vault) {
        this.environment = environment;
        this.settings = settings;
        this.vault = vault;
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

    /** Whether a text is made of references and nothing else, so that it holds no secret itself. */
    static boolean isAll(String text) {
        return !text.isEmpty() && REFERENCE.matcher(text).replaceAll("").isEmpty();
    }

    /** The names of sealed secrets that a text refers to. */
    static List<String> sealedNames(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .filter(match -> match.group(1).equals("secret"))
                .map(match -> match.group(2))
                .toList();
    }

    /** A reference to a sealed secret. */
    static String toSealed(String name) {
        return "${secret:" + name + "}";
    }

    /** What can be said against a text's references without following them; empty when nothing can. */
    Optional<String> refuse(String storeId, String text) {
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            String refused = refuse(storeId, matcher.toMatchResult());
            if (refused != null) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    /** Follows the references in a document that lies at a JSON pointer and belongs to a store, or to none. */
    public Resolved resolve(String storeId, Document document, String at) {
        List<ConfigProblem> problems = new ArrayList<>();
        Set<String> secrets = new HashSet<>();
        Document resolved =
                Texts.map(document, at, (pointer, text) -> resolve(storeId, pointer, text, problems, secrets));
        return new Resolved(resolved, problems, secrets);
    }

    private Value resolve(
            String storeId, String pointer, Text text, List<ConfigProblem> problems, Set<String> secrets) {
        String written = text.string();
        Matcher matcher = REFERENCE.matcher(written);
        if (!matcher.find()) {
            return text;
        }
        return Text.of(matcher.replaceAll(match -> {
            try {
                String secret = follow(storeId, match);
                secrets.add(secret);
                return Matcher.quoteReplacement(secret);
            } catch (UnresolvedException e) {
                problems.add(new ConfigProblem(pointer, e.getMessage()));
                return Matcher.quoteReplacement(match.group());
            }
        }));
    }

    private String follow(String storeId, MatchResult reference) throws UnresolvedException {
        String refused = refuse(storeId, reference);
        if (refused != null) {
            throw new UnresolvedException(refused);
        }
        String name = reference.group(2);
        return switch (reference.group(1)) {
            case "env" -> variable(name);
            case "file" -> file(name);
            default -> sealed(name);
        };
    }

    private String variable(String name) throws UnresolvedException {
        String value = environment.get(name);
        if (value == null) {
            throw new UnresolvedException("refers to ${env:" + name + "}, but the environment variable " + name
                    + " is not set; set it where the server is started");
        }
        return value;
    }

    private String file(String name) throws UnresolvedException {
        String reference = "refers to ${file:" + name + "}, ";
        try {
            Path path = folders().resolve(name);
            if (!Files.isRegularFile(path)) {
                throw new UnresolvedException(reference + "but there is no such file");
            }
            if (Files.size(path) > LARGEST_FILE) {
                throw new UnresolvedException(reference + "but that file is larger than any secret (64 KiB)");
            }
            String text = Files.readString(path, StandardCharsets.UTF_8);
            return text.endsWith("\n") ? text.stripTrailing() : text;
        } catch (RefusedPathException e) {
            throw new UnresolvedException(reference + "which " + e.getMessage());
        } catch (IOException | InvalidPathException e) {
            throw new UnresolvedException(reference + "but that file cannot be read as text; check its rights");
        }
    }

    private String sealed(String name) throws UnresolvedException {
        try {
            return vault.orElseThrow(() -> new UnresolvedException(
                            "refers to ${secret:" + name + "}, but there is no home folder with sealed secrets"))
                    .open(name);
        } catch (VaultException e) {
            throw new UnresolvedException("refers to ${secret:" + name + "}, but " + e.getMessage());
        }
    }

    private PathPolicy folders() throws UnresolvedException {
        return settings.orElseThrow(() -> new UnresolvedException("refers to a file, but there is no home folder"))
                .secretFolders();
    }

    private @Nullable String refuse(String storeId, MatchResult reference) {
        String name = reference.group(2);
        return switch (reference.group(1)) {
            case "env" -> refuseVariable(name);
            case "file" -> refuseFile(name);
            case "secret" -> refuseSealed(storeId, name);
            default ->
                "refers to ${" + reference.group(1) + ":…}, which is unknown; use ${env:NAME}, ${file:/path} or"
                        + " ${secret:name}";
        };
    }

    private static @Nullable String refuseVariable(String name) {
        if (name.isBlank()) {
            return "refers to ${env:}; name the environment variable";
        }
        return OWN_VARIABLE.matcher(name).matches()
                ? "refers to ${env:" + name + "}, which is a secret of the server itself; use another variable"
                : null;
    }

    private @Nullable String refuseFile(String name) {
        return settings.flatMap(known -> known.secretFolders().refuse(name))
                .map(why -> "refers to ${file:" + name + "}, which " + why)
                .orElse(null);
    }

    private static @Nullable String refuseSealed(String storeId, String name) {
        if (!Vault.isName(name)) {
            return "refers to ${secret:…} with something that is no name of a sealed secret";
        }
        return Vault.owner(name).filter(owner -> !owner.equals(storeId)).isPresent()
                ? "refers to ${secret:" + name + "}, which belongs to another store; enter the secret again"
                : null;
    }

    private static final class UnresolvedException extends Exception {
        private static final long serialVersionUID = 1L;

        UnresolvedException(String message) {
            super(message);
        }
    }
}
