package dev.naust.console.form;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides the secrets that a person is entering: what leaves the server shows {@code ********}, and what comes back with it is put
 * together again. References such as {@code ${env:NAME}} are no secrets.
 */
public final class Masks {
    /** What is shown in a secret's place, here as in every answer of the server. */
    public static final String MASK = "********";

    private static final int DEEPEST = 5;
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[a-z]+:[^}]*}");
    /** A member of a JSON object with a text or a bare word: its beginning, its name, a quote, its value, a quote. */
    private static final Pattern MEMBER = Pattern.compile(
            "(\"((?:[^\"\\\\]|\\\\.){0,200})\"(\\s*:\\s*))(\"?)((?<=\")(?:[^\"\\\\\\r\\n]|\\\\.)*|[^\\s\"{}\\[\\],]+)(\"?)");

    private static final Pattern URL_PASSWORD = Pattern.compile("(://[^:/?#@]*:)([^@]*)(@)");
    private static final Pattern NAMED_PASSWORD =
            Pattern.compile("(?i)([?&;](?:[a-z_-]*(?:password|pwd|secret|token|key))=)([^&;#\"]*)");

    private final Map<String, Value> hidden = new LinkedHashMap<>();

    /** Whether a text says where a secret is found instead of being one. */
    public static boolean isReference(String text) {
        return REFERENCE.matcher(text).matches();
    }

    /** A document as people may see it; what was hidden is in {@link #hidden()}. */
    public Document mask(Document document, Shape shape) {
        return (Document) mask(document, shape, "", false);
    }

    /** The values that were hidden, by place. */
    public Map<String, Value> hidden() {
        return hidden;
    }

    private Value mask(Value value, Shape shape, String pointer, boolean secret) {
        boolean hides = secret || shape.isSecret();
        if (value instanceof Document document) {
            Applied applied = Applied.of(shape, document, OptionalInt.empty());
            Optional<Shape> rest = shape.branch("additionalProperties");
            Map<String, Value> fields = new LinkedHashMap<>();
            document.toMap().forEach((name, field) -> {
                Optional<Shape> known =
                        Optional.ofNullable(applied.fields().get(name)).or(() -> rest);
                fields.put(
                        name,
                        mask(
                                field,
                                known.orElse(Shape.of(Document.empty())),
                                Pointer.child(pointer, name),
                                hides || known.isEmpty()));
            });
            return Document.of(fields);
        }
        if (value instanceof Value.Array array) {
            Shape item = shape.branch("items").orElse(Shape.of(Document.empty()));
            List<Value> items = new ArrayList<>();
            for (int i = 0; i < array.items().size(); i++) {
                items.add(mask(array.items().get(i), item, Pointer.child(pointer, i), hides));
            }
            return new Value.Array(items);
        }
        return leaf(value, pointer, hides);
    }

    private Value leaf(Value value, String pointer, boolean hides) {
        Value masked = value;
        if (value instanceof Text text) {
            masked = hides
                    ? isReference(text.string()) || text.string().isEmpty() ? value : Text.of(MASK)
                    : Text.of(url(text.string()));
        } else if (hides) {
            masked = Text.of(MASK);
        }
        if (hides || !masked.equals(value)) {
            hidden.put(pointer, value);
        }
        return masked;
    }

    /** A text without the passwords of the addresses in it. */
    static String url(String text) {
        String userless = URL_PASSWORD.matcher(text).replaceAll(Masks::unlessReference);
        return NAMED_PASSWORD.matcher(userless).replaceAll(Masks::unlessReference);
    }

    private static String unlessReference(MatchResult found) {
        String secret = isReference(found.group(2)) ? found.group(2) : MASK;
        String end = found.groupCount() > 2 ? found.group(3) : "";
        return Matcher.quoteReplacement(found.group(1) + secret + end);
    }

    /**
     * What a person sent, with what was hidden where it still shows as hidden.
     *
     * @param hidden what was hidden when the form was made, by place
     */
    public static Value restore(Value sent, Map<String, Value> hidden) {
        return restore(sent, "", hidden);
    }

    static Value restore(Value sent, String pointer, Map<String, Value> hidden) {
        if (sent instanceof Document document) {
            Map<String, Value> fields = new LinkedHashMap<>();
            document.toMap()
                    .forEach((name, value) -> fields.put(name, restore(value, Pointer.child(pointer, name), hidden)));
            return Document.of(fields);
        }
        if (sent instanceof Value.Array array) {
            List<Value> items = new ArrayList<>();
            for (int i = 0; i < array.items().size(); i++) {
                items.add(restore(array.items().get(i), Pointer.child(pointer, i), hidden));
            }
            return new Value.Array(items);
        }
        Value kept = hidden.get(pointer);
        boolean masked = kept != null
                && sent instanceof Text text
                && (text.string().equals(MASK)
                        || kept instanceof Text old && url(old.string()).equals(text.string()));
        return masked ? kept : sent;
    }

    /** The text of something that is no JSON, with the values only of fields that are known to be no secrets. */
    public static String text(String malformed, Shape shape) {
        Set<String> open = new HashSet<>();
        Set<String> secret = new HashSet<>();
        collect(shape, open, secret, 0);
        open.removeAll(secret);
        String clean = MEMBER.matcher(malformed)
                .replaceAll(found -> open.contains(found.group(2)) ? whole(found) : hiddenMember(found));
        return url(clean);
    }

    private static String whole(MatchResult found) {
        return Matcher.quoteReplacement(found.group());
    }

    private static String hiddenMember(MatchResult found) {
        boolean harmless = found.group(4).isEmpty() && found.group(5).matches("-?[0-9.]{1,9}|true|false|null");
        boolean shown = harmless || isReference(found.group(5));
        return shown ? whole(found) : Matcher.quoteReplacement(found.group(1) + found.group(4) + MASK + found.group(6));
    }

    private static void collect(Shape shape, Set<String> open, Set<String> secret, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        shape.everything().forEach((name, field) -> {
            (field.isSecret() ? secret : open).add(name);
            collect(field, open, secret, depth + 1);
        });
    }
}
