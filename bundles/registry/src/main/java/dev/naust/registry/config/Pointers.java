package dev.naust.registry.config;

/** Makes JSON pointers (RFC 6901). */
public final class Pointers {
    private Pointers() {}

    /** The pointer to a member of what is at {@code parent}. */
    public static String child(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** The pointer to an item of what is at {@code parent}. */
    public static String child(String parent, int index) {
        return parent + "/" + index;
    }
}
