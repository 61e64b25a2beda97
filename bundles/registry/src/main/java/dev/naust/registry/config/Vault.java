package dev.naust.registry.config;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The sealed secrets, {@code config/sealed/<name>.json}, that {@code ${secret:name}} refers to: AES-256-GCM under the master key,
 * bound to their name. A name is written once and never again, so that an earlier revision finds what it had. Thread-safe.
 */
public final class Vault {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}(\\.[a-zA-Z0-9_-]{1,64}){0,3}");
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final Path folder;
    private final MasterKey masterKey;
    private final JsonValues json = new JsonValues();
    private final SecureRandom random = new SecureRandom();

    /** The vault of a home folder, which need not be there. */
    public Vault(Path home, Function<String, @Nullable String> environment) {
        this.folder = home.resolve("config").resolve("sealed");
        this.masterKey = new MasterKey(home, environment);
    }

    /**
     * Seals a secret under a new name.
     *
     * @param stem what the name begins with: the store's id, a point and the field's name
     * @return the name
     */
    public synchronized String seal(String stem, String secret) throws VaultException {
        MasterKey.Key key = masterKey.findOrMake();
        try {
            WholeFile.createPrivateFolder(folder);
            int number = 1;
            while (Files.exists(file(stem + "." + number))) {
                number++;
            }
            String name = stem + "." + number;
            Document sealed =
                    Document.empty().with("key", Text.of(key.id())).with("sealed", Text.of(encrypt(key, name, secret)));
            WholeFile.write(file(name), json.writePretty(sealed) + "\n");
            return name;
        } catch (IOException e) {
            throw new VaultException("the folder config/sealed cannot be written ("
                    + e.getClass().getSimpleName() + "); check its rights and its disk's free space");
        }
    }

    /**
     * The secret of a name.
     *
     * @throws VaultException when there is none, or the master key is not the one that it was sealed with
     */
    public String open(String name) throws VaultException {
        if (!isName(name)) {
            throw new VaultException("is no name of a sealed secret");
        }
        Document sealed = read(name);
        String keyId = text(sealed, "key", name);
        MasterKey.Key key = masterKey
                .find()
                .orElseThrow(() -> new VaultException(
                        "there is no master key; set NAUST_MASTER_KEY, or put keys/master.key back"));
        if (!key.id().equals(keyId)) {
            throw new VaultException("it was sealed with another master key (" + keyId + ", and the key here is "
                    + key.id() + "); put that key back, or enter the secret again");
        }
        return decrypt(key, name, text(sealed, "sealed", name));
    }

    /** Removes a name; what referred to it cannot be opened any more. */
    public void forget(String name) throws IOException {
        if (isName(name)) {
            WholeFile.delete(file(name));
        }
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The store that a name belongs to; empty when any may use it. */
    static Optional<String> owner(String name) {
        int point = name.indexOf('.');
        return point < 0 ? Optional.empty() : Optional.of(name.substring(0, point));
    }

    private Document read(String name) throws VaultException {
        try {
            return json.readObject(Files.readString(file(name), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new VaultException("there is no such sealed secret; enter it again");
        } catch (IOException | MalformedJsonException e) {
            throw new VaultException("config/sealed/" + name + ".json cannot be read; restore it, or enter it again");
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".json");
    }

    private static String text(Document sealed, String field, String name) throws VaultException {
        return sealed.get(field)
                .filter(Text.class::isInstance)
                .map(value -> ((Text) value).string())
                .orElseThrow(() -> damaged(name));
    }

    private String encrypt(MasterKey.Key key, String name, String secret) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] text =
                    cipher(Cipher.ENCRYPT_MODE, key, nonce, name).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] sealed = new byte[NONCE + text.length];
            System.arraycopy(nonce, 0, sealed, 0, NONCE);
            System.arraycopy(text, 0, sealed, NONCE, text.length);
            return Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has AES-256-GCM", e);
        }
    }

    private static String decrypt(MasterKey.Key key, String name, String sealed) throws VaultException {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            if (bytes.length < NONCE) {
                throw damaged(name);
            }
            byte[] nonce = java.util.Arrays.copyOf(bytes, NONCE);
            byte[] secret = cipher(Cipher.DECRYPT_MODE, key, nonce, name).doFinal(bytes, NONCE, bytes.length - NONCE);
            return new String(secret, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw damaged(name);
        }
    }

    /** The name is authenticated too: a secret that is copied to another store's name does not open there. */
    private static Cipher cipher(int mode, MasterKey.Key key, byte[] nonce, String name)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("naust-secret:" + name).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static VaultException damaged(String name) {
        return new VaultException(
                "config/sealed/" + name + ".json was changed or damaged; restore it, or enter the secret again");
    }
}
