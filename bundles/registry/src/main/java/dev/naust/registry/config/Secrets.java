package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Keeps secrets out of sight, and puts them back when a person saves what was shown. */
public final class Secrets {
    /** What is shown in a secret's place. */
    public static final String MASK = "********";

    private static final Pattern URL_PASSWORD = Pattern.compile("(://[^:/?#]*:)(.*)(@)");
    private static final Pattern NAMED_PASSWORD =
            Pattern.compile("(?i)([?&;](?:[a-z_-]*(?:password|pwd|secret|token|key))=)([^&;#]*)");

    private Secrets() {}

    /**
     * The document as people may see it. A text that no schema describes is hidden as well: nobody knows whether it is a secret.
     *
     * @param schema of the store's provider, as far as it is known
     */
    public static Document mask(Document document, Optional<ConnectionSchema> schema) {
        Findings findings = schema.map(known -> known.find(document, "")).orElseGet(Findings::new);
        return (Document) Texts.mapAll(document, "", (pointer, value) -> mask(pointer, value, findings));
    }

    private static Value mask(String pointer, Value value, Findings findings) {
        if (findings.isSecret(pointer)) {
            return Text.of(MASK);
        }
        if (value instanceof Text text) {
            return findings.isKnown(pointer) ? Text.of(maskUrl(text.string())) : Text.of(MASK);
        }
        return value;
    }

    /** A URL or other text without the passwords that are in it. */
    public static String maskUrl(String text) {
        String userless = URL_PASSWORD.matcher(text).replaceAll("$1" + "*".repeat(MASK.length()) + "$3");
        return NAMED_PASSWORD.matcher(userless).replaceAll("$1" + MASK);
    }

    /**
     * What a person saved, with stored secrets where the saved document still shows them hidden.
     *
     * @param stored what is stored now
     * @param schema of the provider of what is stored
     */
    public static Document restore(Document saved, Document stored, Optional<ConnectionSchema> schema) {
        Map<String, Value> shown = new HashMap<>();
        Texts.visit(mask(stored, schema), "", shown::put);
        Map<String, Value> kept = new HashMap<>();
        Texts.visit(stored, "", kept::put);
        return (Document) Texts.mapAll(saved, "", (pointer, value) -> {
            boolean hidden = value instanceof Text text && text.string().contains(MASK);
            return hidden && value.equals(shown.get(pointer)) ? kept.getOrDefault(pointer, value) : value;
        });
    }

    /** Every text that stands where the schema has a secret. */
    static Set<String> in(Document document, ConnectionSchema schema) {
        Findings findings = schema.find(document, "");
        Set<String> secrets = new HashSet<>();
        Texts.visit(document, "", (pointer, value) -> {
            if (findings.isSecret(pointer)) {
                // A secret may be an object or a list; then everything in it is one.
                Texts.visit(value, pointer, (inner, part) -> {
                    if (part instanceof Text text) {
                        secrets.add(text.string());
                    }
                });
            }
        });
        return secrets;
    }

    /** A message without any of the given secrets. */
    static String scrub(String message, Set<String> secrets) {
        String clean = message;
        for (String secret : secrets) {
            // Shorter ones would tear ordinary words apart and are no secrets worth the name.
            if (secret.length() >= 4) {
                clean = clean.replace(secret, MASK);
            }
        }
        return maskUrl(clean);
    }
}
