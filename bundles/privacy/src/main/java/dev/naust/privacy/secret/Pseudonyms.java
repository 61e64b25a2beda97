package dev.naust.privacy.secret;

import dev.naust.api.model.RecordKey;
import dev.naust.api.service.ServerKeys;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Names that tell nothing without this server's key: the same for the same person or record each time. Safe for use by several
 * threads.
 */
public final class Pseudonyms {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHOWN = 16;
    private static final String CODE = "pseudonym-";

    private final ServerKeys keys;

    public Pseudonyms(ServerKeys keys) {
        this.keys = keys;
    }

    /** One person, by everything they are known by. */
    public String subject(Map<String, String> identifiers) {
        StringBuilder all = new StringBuilder("subject");
        new TreeMap<>(identifiers).forEach((name, value) -> all.append('\n').append(identifier(name, value)));
        return "p-" + hash(all.toString().getBytes(StandardCharsets.UTF_8)).substring(0, SHOWN);
    }

    /** One thing that a person is known by; case and blanks around it do not count. */
    public String identifier(String name, String value) {
        String plain = value.strip().toLowerCase(Locale.ROOT);
        return hash(("identifier\n" + name + "\n" + plain).getBytes(StandardCharsets.UTF_8));
    }

    /** One record of a store, by its key's values in words, so that another kind of store makes the same of them. */
    public String record(String store, String collection, RecordKey key) {
        StringBuilder all = new StringBuilder("record\n" + store + "\n" + collection);
        key.values().forEach(value -> {
            String words = value.toString();
            all.append('\n').append(words.length()).append(' ').append(words);
        });
        return hash(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A code in the place of a name; what is one already stays as it is. */
    public String again(String value) {
        return value.matches(CODE + "[0-9a-f]{" + SHOWN + "}") ? value : code(value);
    }

    private String code(String value) {
        return CODE + hash(("code\n" + value).getBytes(StandardCharsets.UTF_8)).substring(0, SHOWN);
    }

    private String hash(byte[] bytes) {
        SecretKey key = keys.derive("privacy pseudonyms");
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
