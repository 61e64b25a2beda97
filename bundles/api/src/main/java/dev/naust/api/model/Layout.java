package dev.naust.api.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The ordered field names of a document. Rows of one table share one layout, so that a row costs one array and no map.
 */
public final class Layout {
    private final List<String> names;
    private final Map<String, Integer> positions;
    private final int[] sorted;
    private final byte[][] sized;
    private final int[] sizes;

    private Layout(List<String> names) {
        this.names = List.copyOf(names);
        this.positions = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (positions.put(names.get(i), i) != null) {
                throw new IllegalArgumentException("The field name \"" + names.get(i) + "\" occurs twice");
            }
        }
        byte[][] utf8 = names.stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.sorted = IntStream.range(0, utf8.length)
                .boxed()
                .sorted((a, b) -> Arrays.compareUnsigned(utf8[a], utf8[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        refuseSameBytes(utf8);
        this.sizes = Arrays.stream(utf8)
                .mapToInt(name -> Integer.BYTES + name.length)
                .toArray();
        this.sized = Arrays.stream(utf8)
                .map(name -> ByteBuffer.allocate(wholeWords(Integer.BYTES + name.length))
                        .putInt(name.length)
                        .put(name)
                        .array())
                .toArray(byte[][]::new);
    }

    /**
     * A layout of these names.
     *
     * @throws IllegalArgumentException when a name occurs twice, or two names are the same in UTF-8, which has no halves of
     *     surrogate pairs
     */
    public static Layout of(List<String> names) {
        return new Layout(names);
    }

    /** A layout of these names. */
    public static Layout of(String... names) {
        return new Layout(List.of(names));
    }

    /** The canonical form knows a field by these bytes alone: with two of the same it could not tell which value is whose. */
    private void refuseSameBytes(byte[][] utf8) {
        for (int rank = 1; rank < sorted.length; rank++) {
            if (Arrays.equals(utf8[sorted[rank - 1]], utf8[sorted[rank]])) {
                throw new IllegalArgumentException("Two field names are \""
                        + new String(utf8[sorted[rank]], StandardCharsets.UTF_8)
                        + "\" in UTF-8, because at least one holds half of a surrogate pair");
            }
        }
    }

    /** The names, in the document's order. */
    public List<String> names() {
        return names;
    }

    /** How many fields there are. */
    public int size() {
        return sized.length;
    }

    /** The position of a name, or -1. */
    public int indexOf(String name) {
        return positions.getOrDefault(name, -1);
    }

    /** The field's position in the canonical order: names sorted by their UTF-8 bytes. */
    int canonical(int rank) {
        return sorted[rank];
    }

    private static int wholeWords(int bytes) {
        return (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }

    /**
     * The name as the canonical form has it: its size in four bytes, and its UTF-8. Zeros follow up to a whole number of words, so
     * that it can be copied word by word, which every field of every record has done to it.
     */
    byte[] sizedName(int index) {
        return sized[index];
    }

    /** How many bytes of {@link #sizedName} there are without what follows. */
    int nameSize(int index) {
        return sizes[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layout that && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
