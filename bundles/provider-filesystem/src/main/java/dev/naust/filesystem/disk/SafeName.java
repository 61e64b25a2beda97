package dev.naust.filesystem.disk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Names that every file system takes: which they are, and how any other name is written as one. */
public final class SafeName {
    /** What file systems allow for one name, in bytes. */
    private static final int LONGEST = 255;

    /** Longer folder names are cut and told apart by a hash, so that room for suffixes is left. */
    private static final int LONGEST_FOLDER = 200;

    private static final String REFUSED = "<>:\"/\\|?*%";
    private static final Set<String> DEVICES = Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$");

    private SafeName() {}

    /** Why some file system would refuse a name; empty where all take it. */
    public static Optional<String> problem(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return Optional.of("a part of it is empty or made of dots");
        }
        if (name.chars().anyMatch(SafeName::isControl)) {
            return Optional.of("it holds a control character");
        }
        if (name.chars().anyMatch(c -> REFUSED.indexOf(c) >= 0 && c != '%')) {
            return Optional.of("it holds one of the characters < > : \" \\ | ? *, which Windows refuses");
        }
        if (name.endsWith(" ") || name.endsWith(".")) {
            return Optional.of("a part of it ends with a blank or a dot, which Windows drops");
        }
        if (isDevice(name)) {
            return Optional.of("\"" + name + "\" is the name of a device in Windows");
        }
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        if (!new String(utf8, StandardCharsets.UTF_8).equals(name)) {
            return Optional.of("it is no valid Unicode");
        }
        return utf8.length > LONGEST
                ? Optional.of("a part of it has " + utf8.length + " bytes; " + LONGEST + " are the most")
                : Optional.empty();
    }

    /**
     * The folder name for a collection of any name: the same where every file system takes it, else with {@code %XX} for what
     * some refuse, and cut with a hash at its end where it is too long. Different names get different folders.
     */
    public static String folder(String name) {
        StringBuilder safe = new StringBuilder();
        int last = name.length() - 1;
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            boolean edge = i == 0 && (c == '.' || c == ' ') || i == last && (c == '.' || c == ' ');
            boolean device = i == 0 && (isDevice(name) || isReserved(name));
            if (edge || device || isControl(c) || REFUSED.indexOf(c) >= 0 || c == 0xFEFF) {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    safe.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
                }
            } else {
                safe.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return cut(safe.toString(), name);
    }

    /** What two names have in common that some file systems do not tell apart. */
    public static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** Names in the root that are never a collection's. */
    public static boolean isReserved(String name) {
        return name.equalsIgnoreCase("files");
    }

    private static String cut(String safe, String name) {
        if (safe.getBytes(StandardCharsets.UTF_8).length <= LONGEST_FOLDER) {
            return safe;
        }
        String hash = sha256(name).substring(0, 16);
        int end = safe.length();
        while (safe.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_FOLDER - hash.length() - 1) {
            end = safe.offsetByCodePoints(end, -1);
        }
        return safe.substring(0, end) + "~" + hash;
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c);
    }

    private static boolean isDevice(String name) {
        String stem = name.replaceAll("\\..*", "").strip().toUpperCase(Locale.ROOT);
        return DEVICES.contains(stem) || stem.matches("(COM|LPT)[0-9¹²³]");
    }

    private static String sha256(String name) {
        try {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
