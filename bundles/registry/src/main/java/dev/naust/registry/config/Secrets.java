package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
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
     * The document as people may see it. A text or a number that no schema describes is hidden as well: nobody knows whether it
     * is a secret. A reference into the environment or to a file is no secret and is shown.
     *
     * @param at the pointer of the document
     * @param findings what the schemas say of it
     */
    public static Document mask(Document document, String at, Findings findings) {
        return (Document) Texts.mapAll(document, at, (pointer, value) -> mask(pointer, value, findings));
    }

    /** A single value as people may see it. */
    public static Value mask(String pointer, Value value, Findings findings) {
        if (value instanceof Text text && isShown(text.string())) {
            return value;
        }
        if (findings.isWithinSecret(pointer)) {
            return Text.of(MASK);
        }
        boolean known = findings.isKnown(pointer);
        if (value instanceof Text text) {
            return known ? changed(value, maskUrl(text.string())) : Text.of(MASK);
        }
        boolean isNumber = value instanceof Value.Int64 || value instanceof Value.Decimal;
        return isNumber && !known ? Text.of(MASK) : value;
    }

    private static Value changed(Value text, String shown) {
        return ((Text) text).string().equals(shown) ? text : Text.of(shown);
    }

    /** A URL or other text without the passwords that are in it. */
    public static String maskUrl(String text) {
        return replaceUrlPasswords(text, password -> isShown(password) ? password : MASK);
    }

    /** Whether a text holds nothing but references that tell where a secret is, and not the secret. */
    private static boolean isShown(String text) {
        return References.isAll(text) && References.sealedNames(text).isEmpty();
    }

    /** A URL or other text with each password in it replaced. */
    static String replaceUrlPasswords(String text, UnaryOperator<String> replacement) {
        return replace(NAMED_PASSWORD, replace(URL_PASSWORD, text, replacement), replacement);
    }

    private static String replace(Pattern pattern, String text, UnaryOperator<String> replacement) {
        return pattern.matcher(text).replaceAll(match -> {
            String found = match.group(2);
            String password = found.isEmpty() ? found : replacement.apply(found);
            String end = match.groupCount() > 2 ? match.group(3) : "";
            return Matcher.quoteReplacement(match.group(1) + password + end);
        });
    }

    /** Whether a password stands in clear in a URL or other text. */
    static boolean hasUrlPassword(String text) {
        return !replaceUrlPasswords(text, password -> References.isAll(password) ? password : "")
                .equals(text);
    }

    /**
     * What a person saved, with stored secrets where the saved document still shows them hidden.
     *
     * @param stored what is stored now
     * @param findings what the schemas say of what is stored
     */
    public static Document restore(Document saved, Document stored, Findings findings) {
        Map<String, Value> shown = new HashMap<>();
        Texts.visit(mask(stored, "", findings), "", shown::put);
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
            if (value instanceof Text text && findings.isWithinSecret(pointer)) {
                secrets.add(text.string());
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
