package dev.naust.privacy.find;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * The token of a place in a collection, which only the provider that made it can read: it is searched in its letters and in what
 * they are Base64 of, for texts and for numbers and ids as programs lay them out. Immutable.
 */
final class PlaceToken {
    private final List<byte[]> forms = new ArrayList<>();
    private final List<String> texts;

    PlaceToken(String token) {
        forms.add(token.getBytes(StandardCharsets.UTF_8));
        decode(token);
        for (String part : token.split("[^A-Za-z0-9_-]+")) {
            decode(part);
        }
        texts = forms.stream()
                .map(form -> new String(form, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT))
                .toList();
    }

    private void decode(String text) {
        if (text.matches("[A-Za-z0-9_-]{4,}") && text.length() % 4 != 1) {
            forms.add(Base64.getUrlDecoder().decode(text));
        }
    }

    /** @param value in small letters */
    boolean holds(String value) {
        return texts.stream().anyMatch(text -> text.contains(value))
                || value.matches("[1-9][0-9]{4,17}") && holds(number(value))
                || value.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}") && holds(id(value));
    }

    private static byte[] number(String digits) {
        byte[] bytes = new BigInteger(digits).toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static byte[] id(String words) {
        UUID id = UUID.fromString(words);
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** In either order of bytes. */
    private boolean holds(byte[] wanted) {
        byte[] turned = new byte[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            turned[i] = wanted[wanted.length - 1 - i];
        }
        return forms.stream().anyMatch(form -> contains(form, wanted) || contains(form, turned));
    }

    private static boolean contains(byte[] all, byte[] part) {
        String one = new String(all, StandardCharsets.ISO_8859_1);
        return one.contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
