package dev.naust.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bundles one command can do without: it is over in seconds, and every bundle that it starts takes some tenths of one. A
 * command that moves or compares between two addresses needs the plugins that understand them; a plugin whose manifest does not
 * say what it understands is always started.
 */
final class CommandNeeds {
    /** The header of a plugin's manifest that names the schemes of its endpoints, separated by commas. */
    static final String HEADER = "Naust-Endpoints";

    private static final Set<String> BETWEEN_TWO = Set.of("migrate", "compare");
    /** What looks after stores for longer, and what keeps backups. */
    private static final Set<String> LASTING = Set.of("naust-health", "naust-privacy", "naust-backup");

    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

    private final boolean isBetweenTwo;
    private final Set<String> schemes;

    private CommandNeeds(boolean isBetweenTwo, Set<String> schemes) {
        this.isBetweenTwo = isBetweenTwo;
        this.schemes = schemes;
    }

    /** What a command with these arguments needs. */
    static CommandNeeds of(String[] arguments) {
        boolean between = arguments.length > 0 && BETWEEN_TWO.contains(arguments[0]);
        return new CommandNeeds(between, between ? schemes(arguments) : Set.of());
    }

    /** The names of the installation's bundles that it can do without. */
    Set<String> leftOut() {
        return isBetweenTwo ? LASTING : Set.of();
    }

    /**
     * The plugins to start, in the same order. All of them, unless both ends are addresses that some plugin claims for itself.
     */
    List<Path> plugins(List<Path> all) {
        Map<Path, Set<String>> claims = new LinkedHashMap<>();
        Set<String> claimed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Path jar : all) {
            Set<String> its = schemes.isEmpty() ? Set.of() : claims(jar);
            claims.put(jar, its);
            claimed.addAll(its);
        }
        if (schemes.isEmpty() || !claimed.containsAll(schemes)) {
            return all;
        }
        List<Path> needed = new ArrayList<>();
        claims.forEach((jar, its) -> {
            if (its.isEmpty() || its.stream().anyMatch(schemes::contains)) {
                needed.add(jar);
            }
        });
        return needed;
    }

    /** The schemes of both ends; empty when they are not plainly there. */
    private static Set<String> schemes(String[] arguments) {
        List<String> ends = new ArrayList<>();
        for (String name : List.of("--from", "--to")) {
            for (int i = 1; i < arguments.length; i++) {
                if (arguments[i].startsWith(name + "=")) {
                    ends.add(arguments[i].substring(name.length() + 1));
                } else if (arguments[i].equals(name) && i + 1 < arguments.length) {
                    ends.add(arguments[i + 1]);
                }
            }
        }
        Set<String> schemes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String end : ends) {
            Matcher address = ADDRESS.matcher(end);
            if (ends.size() != 2 || !address.matches()) {
                return Set.of();
            }
            schemes.add(address.group(1));
        }
        return schemes;
    }

    /** What a plugin says that it understands. A jar that cannot be read says nothing: installing it will tell why. */
    private static Set<String> claims(Path jar) {
        Set<String> claims = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            String header =
                    manifest == null ? null : manifest.getMainAttributes().getValue(HEADER);
            for (String scheme : header == null ? new String[0] : header.split(",")) {
                claims.add(scheme.strip());
            }
        } catch (IOException unreadable) {
            return Set.of();
        }
        claims.remove("");
        return claims;
    }
}
