package dev.naust.registry.trust;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import dev.naust.registry.config.References;
import dev.naust.registry.config.Similar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the policy from {@code config/naust.json}. What it does not understand makes the policy strict, never loose: a name
 * typed wrongly must not open the server to everybody.
 */
final class PolicyFile {
    private static final List<String> NAMES =
            List.of("trust", "checksums", "trustStore", "trustStorePassword", "maxJarMiB");
    private static final String CHECKSUM = "[0-9a-f]{64}";
    private static final long LARGEST_MIB = 1024;

    private final Path home;
    private final References references;
    private final JsonValues json = new JsonValues();

    PolicyFile(Path home, References references) {
        this.home = home;
        this.references = references;
    }

    /** The file itself. */
    Path file() {
        return home.resolve("config").resolve("naust.json");
    }

    Policy read() {
        try {
            Document settings = json.readObject(Files.readString(file(), StandardCharsets.UTF_8));
            Optional<Value> plugins = settings.get("plugins");
            if (plugins.isEmpty()) {
                return Policy.DEFAULT;
            }
            if (!(plugins.get() instanceof Document document)) {
                throw new UnreadableException("plugins must be an object, such as {\"trust\": \"signed\"}");
            }
            return policy(document);
        } catch (NoSuchFileException none) {
            return Policy.DEFAULT;
        } catch (IOException e) {
            return Policy.unreadable("it cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (MalformedJsonException | UnreadableException e) {
            return Policy.unreadable(e.getMessage());
        }
    }

    private Policy policy(Document written) throws UnreadableException {
        for (String name : written.toMap().keySet()) {
            if (!NAMES.contains(name)) {
                throw new UnreadableException("plugins." + name + " is unknown" + Similar.hint(name, NAMES));
            }
        }
        References.Resolved resolved = references.resolve("", written, "/plugins");
        if (!resolved.problems().isEmpty()) {
            throw new UnreadableException(resolved.problems().get(0).pointer() + " "
                    + resolved.problems().get(0).message());
        }
        Document plugins = resolved.document();
        Policy.Mode mode = mode(text(plugins, "trust").orElse("any"));
        Optional<String> store = text(plugins, "trustStore");
        if (mode == Policy.Mode.SIGNED && store.isEmpty()) {
            throw new UnreadableException("plugins.trustStore is missing: \"signed\" needs the file whose certificates"
                    + " vouch for signatures");
        }
        Set<X509Certificate> anchors = store.isEmpty()
                ? Set.of()
                : anchors(store.get(), text(plugins, "trustStorePassword").orElse(""));
        return new Policy(mode, checksums(plugins), anchors, largest(plugins), Optional.empty());
    }

    private static Policy.Mode mode(String name) throws UnreadableException {
        return switch (name) {
            case "any" -> Policy.Mode.ANY;
            case "checksums" -> Policy.Mode.CHECKSUMS;
            case "signed" -> Policy.Mode.SIGNED;
            default ->
                throw new UnreadableException(
                        "plugins.trust is \"" + name + "\", but must be any, checksums or signed");
        };
    }

    private static Set<String> checksums(Document plugins) throws UnreadableException {
        Optional<Value> listed = plugins.get("checksums");
        if (listed.isEmpty()) {
            return Set.of();
        }
        if (!(listed.get() instanceof Value.Array array)) {
            throw new UnreadableException("plugins.checksums must be a list of SHA-256 checksums");
        }
        Set<String> checksums = new HashSet<>();
        for (Value item : array.items()) {
            String checksum = item instanceof Text text ? text.string().strip().toLowerCase(Locale.ROOT) : "";
            if (!checksum.matches(CHECKSUM)) {
                throw new UnreadableException("plugins.checksums has an item that is no SHA-256 (64 hexadecimal"
                        + " digits); sha256sum and the plugins page show a jar's");
            }
            checksums.add(checksum);
        }
        return checksums;
    }

    private Set<X509Certificate> anchors(String store, String password) throws UnreadableException {
        try {
            Path file = home.resolve(store);
            Set<X509Certificate> anchors = TrustStore.read(file, password);
            if (anchors.isEmpty()) {
                throw new UnreadableException("plugins.trustStore " + store + " holds no certificate");
            }
            return anchors;
        } catch (InvalidPathException e) {
            throw new UnreadableException("plugins.trustStore " + store + " is no path");
        } catch (IOException e) {
            throw new UnreadableException("plugins.trustStore " + store + " cannot be read: " + TrustStore.reason(e));
        }
    }

    private static long largest(Document plugins) throws UnreadableException {
        Optional<Value> written = plugins.get("maxJarMiB");
        if (written.isEmpty()) {
            return Policy.DEFAULT_LARGEST;
        }
        if (written.get() instanceof Value.Int64 number && number.number() >= 1 && number.number() <= LARGEST_MIB) {
            return number.number() << 20;
        }
        throw new UnreadableException("plugins.maxJarMiB must be a whole number from 1 to " + LARGEST_MIB);
    }

    private static Optional<String> text(Document plugins, String name) throws UnreadableException {
        Optional<Value> value = plugins.get(name);
        if (value.isPresent() && !(value.get() instanceof Text)) {
            throw new UnreadableException("plugins." + name + " must be a text");
        }
        return value.map(text -> ((Text) text).string());
    }

    /** Says what is wrong with the settings. */
    private static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }
}
