package dev.naust.sqlserver.catalogue;

import dev.naust.api.model.DatasetId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes names fit the server: at most 128 UTF-16 units, no NUL, and none that stands for something temporary. */
public final class SqlServerNames {
    private static final int LONGEST = 128;
    private static final int HASH_DIGITS = 8;

    private SqlServerNames() {}

    /** The name as the server can hold it, the same for the same name every time. */
    public static String fit(String name) {
        String clean = wellFormed(name).replace('\0', '_');
        if (clean.isEmpty()) {
            return "unnamed";
        } else if (clean.startsWith("#")) {
            // A table of such a name is gone with its connection.
            return fit("_" + clean);
        }
        // Blanks at the end make no difference between names, and the server drops them in places.
        String kept = clean.stripTrailing().isEmpty() ? "_" : clean.stripTrailing();
        return kept.equals(name) && kept.length() <= LONGEST ? kept : withSuffix(kept, "_" + hash(name));
    }

    /** Without halves of surrogate pairs. */
    private static String wellFormed(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Whether two names are the same to a server whose catalogue ignores case and blanks at the end, as most do. */
    public static boolean same(String a, String b) {
        return folded(a).equals(folded(b));
    }

    static String folded(String name) {
        return name.stripTrailing().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** A name that is not among {@code taken}, which are folded: itself, or itself with a number. */
    static String apart(String name, Set<String> taken) {
        String candidate = name;
        for (int number = 2; taken.contains(folded(candidate)); number++) {
            candidate = withSuffix(name, "_" + number);
        }
        return candidate;
    }

    /** Where a collection of another store would be: a single name goes to {@code schema}, a first part names the schema. */
    public static DatasetId place(DatasetId foreign, String schema) {
        List<String> path = foreign.path();
        if (path.size() == 1) {
            return DatasetId.of(schema, path.get(0));
        }
        String outer = String.join("_", path.subList(0, path.size() - 1));
        boolean reserved = Set.of("sys", "information_schema").contains(outer.toLowerCase(Locale.ROOT));
        return DatasetId.of(reserved ? "_" + outer : outer, foreign.name());
    }

    private static String withSuffix(String name, String suffix) {
        int end = Math.min(name.length(), LONGEST - suffix.length());
        if (end > 0 && end < name.length() && Character.isLowSurrogate(name.charAt(end))) {
            end--;
        }
        return name.substring(0, end) + suffix;
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256 (MessageDigest's contract)", e);
        }
    }
}
