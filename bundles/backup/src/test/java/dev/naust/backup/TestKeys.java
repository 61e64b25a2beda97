package dev.naust.backup;

import dev.naust.api.service.MasterKeys;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A ring of keys: the first is in use, the others are retired. */
public record TestKeys(List<Integer> all) implements MasterKeys {
    /** One key for each number. */
    public static TestKeys of(Integer... numbers) {
        return new TestKeys(List.of(numbers));
    }

    @Override
    public Key current() {
        return key(all.get(0));
    }

    @Override
    public Optional<Key> find(String id) {
        return all.stream()
                .map(TestKeys::key)
                .filter(key -> key.id().equals(id))
                .findFirst();
    }

    @Override
    public Key read(String text) {
        return key(Integer.parseInt(text));
    }

    private static Key key(int number) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) number);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Key(HexFormat.of().formatHex(digest, 0, 8), bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
