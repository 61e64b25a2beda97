package dev.naust.registry.check;

/** An archive is not what a jar must be. */
final class BadArchiveException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String entry;
    private final boolean tooLarge;

    /**
     * @param entry the entry that is wrong; empty when it is the archive as a whole
     * @param tooLarge whether it is more than this server unpacks
     */
    BadArchiveException(String entry, String message, boolean tooLarge) {
        super(message);
        this.entry = entry;
        this.tooLarge = tooLarge;
    }

    static BadArchiveException of(String message) {
        return new BadArchiveException("", message, false);
    }

    static BadArchiveException of(String entry, String message) {
        return new BadArchiveException(entry, message, false);
    }

    static BadArchiveException tooLarge(String entry, String message) {
        return new BadArchiveException(entry, message, true);
    }

    String entry() {
        return entry;
    }

    boolean isTooLarge() {
        return tooLarge;
    }

    /** What is wrong, to stand in a list of problems. */
    String words() {
        return String.valueOf(getMessage());
    }
}
