package dev.naust.migration.version;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A version such as {@code 1.10}: numbers that are compared one by one, so that 1.10 is behind 1.9 and 1.0 is 1. */
record VersionNumber(String text, List<BigInteger> parts) implements Comparable<VersionNumber> {
    private static final Pattern FORM = Pattern.compile("\\d+(?:[._]\\d+)*");

    /**
     * Reads a version; underscores are dots.
     *
     * @throws IllegalArgumentException when it is none
     */
    static VersionNumber of(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no version: it is numbers with dots between them");
        }
        String dotted = text.replace('_', '.');
        return new VersionNumber(
                dotted, Arrays.stream(dotted.split("\\.")).map(BigInteger::new).toList());
    }

    @Override
    public int compareTo(VersionNumber other) {
        for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
            int order = part(i).compareTo(other.part(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private BigInteger part(int index) {
        return index < parts.size() ? parts.get(index) : BigInteger.ZERO;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionNumber that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        int last = parts.size();
        while (last > 1 && parts.get(last - 1).signum() == 0) {
            last--;
        }
        return parts.subList(0, last).hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
