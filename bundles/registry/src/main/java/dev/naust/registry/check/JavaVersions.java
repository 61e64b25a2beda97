package dev.naust.registry.check;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which Java a jar's classes are for. */
final class JavaVersions {
    /** How many bytes of a class tell. */
    static final int HEAD = 8;

    private static final int FIRST = 44;

    private final int running;
    private int newest;
    private @Nullable String newestClass;
    private @Nullable String newestNested;
    private @Nullable String noClass;

    /** @param running the number of the Java that runs, such as 17 */
    JavaVersions(int running) {
        this.running = running;
    }

    /** Looks at the first bytes of a class; of those for other versions of Java only one is ever loaded. */
    void see(String name, byte[] head, boolean nested) {
        if (name.contains("META-INF/versions/") || name.endsWith("module-info.class")) {
            return;
        }
        boolean isClass = head.length == HEAD
                && (head[0] & 0xFF) == 0xCA
                && (head[1] & 0xFF) == 0xFE
                && (head[2] & 0xFF) == 0xBA
                && (head[3] & 0xFF) == 0xBE;
        int java = isClass ? ((head[6] & 0xFF) << 8 | head[7] & 0xFF) - FIRST : 0;
        if (!isClass && !nested) {
            noClass = name;
        } else if (java > running && nested) {
            newestNested = name;
        } else if (java > running && java > newest) {
            newest = java;
            newestClass = name;
        }
    }

    /** Why the classes cannot be loaded here. */
    Optional<String> fault() {
        if (noClass != null) {
            return Optional.of("holds " + noClass + ", which is no class: build it again");
        }
        return newestClass == null
                ? Optional.empty()
                : Optional.of("has classes for Java " + newest + " (" + newestClass + "), but this is Java " + running
                        + ": run Naust with a newer Java, or build the plugin for this one");
    }

    /** What may go wrong later. */
    Optional<String> warning() {
        return Optional.ofNullable(newestNested)
                .map(name -> "embeds " + name + ", which is for a newer Java than this one (" + running + ")");
    }
}
