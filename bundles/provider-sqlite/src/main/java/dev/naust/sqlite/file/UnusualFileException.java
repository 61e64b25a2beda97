package dev.naust.sqlite.file;

/** Says that a file is not as plain as reading its pages asks for: damaged, or only rare. SQLite itself knows which. */
public final class UnusualFileException extends Exception {
    private static final long serialVersionUID = 1;

    public UnusualFileException(String message) {
        super(message);
    }

    public UnusualFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
