package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds secrets that stand in clear in a store's document, and puts references to sealed ones in their place. Thread-safe. */
public final class Sealing {
    private static final int LONGEST_FIELD = 64;

    private final Vault vault;
    private final JsonValues json = new JsonValues();

    /** Seals into {@code vault}. */
    public Sealing(Vault vault) {
        this.vault = vault;
    }

    /** The pointers of values that hold a secret in clear. */
    public static List<String> inClear(Document document, Findings findings) {
        List<String> pointers = new ArrayList<>();
        Texts.visit(document, "", (pointer, value) -> {
            if (isClear(pointer, value, findings)
                    || value instanceof Text text
                            && findings.isKnown(pointer)
                            && Secrets.hasUrlPassword(text.string())) {
                pointers.add(pointer);
            }
        });
        return List.copyOf(pointers);
    }

    /**
     * A copy without secrets in clear. Where the previous document refers to the very same secret, so does the copy.
     *
     * @param findings what the schemas say of the document
     * @param previous what was kept before; empty when nothing was
     * @throws VaultException when a secret cannot be sealed
     */
    public Document seal(String storeId, Document document, Findings findings, Document previous)
            throws VaultException {
        Map<String, Value> before = new HashMap<>();
        Texts.visit(previous, "", before::put);
        try {
            return (Document) Texts.mapAll(document, "", (pointer, value) -> {
                if (isClear(pointer, value, findings)) {
                    return Text.of(sealed(storeId, pointer, plain(value), before.get(pointer)));
                }
                if (value instanceof Text text && findings.isKnown(pointer)) {
                    String clean = Secrets.replaceUrlPasswords(
                            text.string(),
                            secret -> References.isAll(secret)
                                    ? secret
                                    : sealed(storeId, pointer, secret, before.get(pointer)));
                    return clean.equals(text.string()) ? value : Text.of(clean);
                }
                return value;
            });
        } catch (Unsealed e) {
            throw e.reason;
        }
    }

    /** A copy in which each secret in clear that {@code previous} refers to is that reference; nothing is sealed. */
    public Document recognised(Document document, Document previous) {
        Map<String, Value> before = new HashMap<>();
        Texts.visit(previous, "", before::put);
        return (Document) Texts.mapAll(document, "", (pointer, value) -> {
            Optional<String> same =
                    value instanceof Text text ? reference(text.string(), before.get(pointer)) : Optional.empty();
            return same.<Value>map(Text::of).orElse(value);
        });
    }

    /** The names of sealed secrets that a value refers to. */
    public static Set<String> names(Value value) {
        Set<String> names = new HashSet<>();
        Texts.visit(value, "", (pointer, inner) -> {
            if (inner instanceof Text text) {
                names.addAll(References.sealedNames(text.string()));
            }
        });
        return names;
    }

    /** Seals a text that cannot be read as a document, whole. */
    public String sealWhole(String storeId, String text) throws VaultException {
        return References.toSealed(vault.seal(storeId + ".file", text));
    }

    /** What a reference to one sealed secret stands for; empty when it cannot be opened or is none. */
    public Optional<String> open(String reference) {
        List<String> names = References.sealedNames(reference);
        if (names.size() != 1 || !References.isAll(reference)) {
            return Optional.empty();
        }
        try {
            return Optional.of(vault.open(names.get(0)));
        } catch (VaultException e) {
            return Optional.empty();
        }
    }

    private static boolean isClear(String pointer, Value value, Findings findings) {
        if (value instanceof Document || value instanceof Value.Array || value == Value.Null.NULL) {
            return false;
        }
        if (value instanceof Text text && (text.string().isEmpty() || References.isAll(text.string()))) {
            return false;
        }
        boolean nobodyKnows = !findings.isKnown(pointer) && !(value instanceof Value.Bool);
        return findings.isWithinSecret(pointer) || nobodyKnows;
    }

    private String plain(Value value) {
        return value instanceof Text text ? text.string() : json.write(value);
    }

    private String sealed(String storeId, String pointer, String secret, @Nullable Value before) {
        Optional<String> known = reference(secret, before);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            return References.toSealed(vault.seal(storeId + "." + field(pointer), secret));
        } catch (VaultException e) {
            throw new Unsealed(e);
        }
    }

    /** The reference in what was there before that leads to the very same secret. */
    private Optional<String> reference(String secret, @Nullable Value before) {
        return before instanceof Text text
                ? References.sealedNames(text.string()).stream()
                        .map(References::toSealed)
                        .filter(reference ->
                                open(reference).filter(secret::equals).isPresent())
                        .findFirst()
                : Optional.empty();
    }

    private static String field(String pointer) {
        String last = pointer.substring(pointer.lastIndexOf('/') + 1).replaceAll("[^a-zA-Z0-9_-]", "_");
        String name = last.isEmpty() ? "value" : last;
        return name.length() > LONGEST_FIELD ? name.substring(0, LONGEST_FIELD) : name;
    }

    /** Carries a failure out of the walk through the document. */
    private static final class Unsealed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient VaultException reason;

        Unsealed(VaultException reason) {
            super(reason.getMessage(), reason);
            this.reason = reason;
        }
    }
}
