package dev.naust.postgres.catalogue;

import dev.naust.api.model.DatasetId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Makes names fit PostgreSQL: at most 63 bytes, no NUL, and none that the server keeps for itself. */
public final class PostgresNames {
    private static final int LONGEST = 63;
    private static final int HASH_DIGITS = 8;
    private static final Set<String> SYSTEM_COLUMNS = Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid");

    private PostgresNames() {}

    /** The name as the server can hold it, the same for the same name every time. */
    public static String fit(String name) {
        String clean = name.replace('\0', '_');
        if (clean.isEmpty()) {
            return "unnamed";
        } else if (SYSTEM_COLUMNS.contains(clean)) {
            return clean + "_";
        }
        byte[] utf8 = clean.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= LONGEST) {
            return clean.equals(name) ? new String(utf8, StandardCharsets.UTF_8) : withSuffix(utf8, "_" + hash(name));
        }
        return withSuffix(utf8, "_" + hash(name));
    }

    /** A name that is not among {@code taken}: itself, or itself with a number. */
    public static String apart(String name, Set<String> taken) {
        String candidate = name;
        for (int number = 2; taken.contains(candidate); number++) {
            candidate = withSuffix(name.getBytes(StandardCharsets.UTF_8), "_" + number);
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
        // The server keeps schemas of this beginning for itself.
        return DatasetId.of(outer.startsWith("pg_") ? "_" + outer : outer, foreign.name());
    }

    private static String withSuffix(byte[] utf8, String suffix) {
        int end = Math.min(utf8.length, LONGEST - suffix.length());
        while (end < utf8.length && end > 0 && (utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(utf8, 0, end, StandardCharsets.UTF_8) + suffix;
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
