package dev.naust.registry.check;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Judges the names of an archive's entries: whoever unpacks it must stay inside his folder and get each file once. */
final class EntryNames {
    private static final int KIND = 0xF000;
    private static final int FILE = 0x8000;
    private static final int FOLDER = 0x4000;
    private static final int LONGEST = 512;

    private EntryNames() {}

    static String check(String name) throws BadArchiveException {
        if (name.isEmpty() || name.length() > LONGEST) {
            throw BadArchiveException.of("has an entry whose name is empty or longer than " + LONGEST + " letters");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw BadArchiveException.of("has an entry whose name holds a control character");
        }
        if (name.indexOf('\\') >= 0) {
            throw BadArchiveException.of(
                    name, "has a backslash in its name, which leads out of the folder on some systems");
        }
        if (name.startsWith("/") || name.length() > 1 && name.charAt(1) == ':') {
            throw BadArchiveException.of(name, "has an absolute path for its name");
        }
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw BadArchiveException.of(name, "has a path for its name that leads out of the folder");
            }
        }
        return name;
    }

    /** @param mode the Unix mode that the entry would get; 0 where it says nothing */
    static void checkKind(String name, int mode) throws BadArchiveException {
        int kind = mode & KIND;
        if (kind != 0 && kind != FILE && kind != FOLDER) {
            throw BadArchiveException.of(name, "is a link or a device, not a file");
        }
    }

    /** Refuses names that are there twice, or would be on a system that does not tell capitals from small letters. */
    static void checkTogether(List<ZipEntryRecord> entries) throws BadArchiveException {
        Set<String> exact = new HashSet<>();
        Set<String> folded = new HashSet<>();
        Set<String> files = new HashSet<>();
        for (ZipEntryRecord entry : entries) {
            if (!exact.add(entry.name())) {
                throw BadArchiveException.of(entry.name(), "is there twice");
            }
            String path = fold(entry.name());
            if (!folded.add(path)) {
                throw BadArchiveException.of(
                        entry.name(), "is there twice where capitals and small letters are not told apart");
            }
            if (!entry.isFolder()) {
                files.add(path);
            }
        }
        for (ZipEntryRecord entry : entries) {
            String path = fold(entry.name());
            for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
                if (files.contains(path.substring(0, slash))) {
                    throw BadArchiveException.of(entry.name(), "lies in a folder that is a file as well");
                }
            }
        }
    }

    private static String fold(String name) {
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        return Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
