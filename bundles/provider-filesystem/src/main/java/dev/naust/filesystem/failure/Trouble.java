package dev.naust.filesystem.failure;

import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** Turns what the operating system says into failures with a name, a reason and a next step. */
public final class Trouble {
    private Trouble() {}

    /**
     * The failure that an exception stands for.
     *
     * @param what the beginning of a sentence, such as {@code The file a.json cannot be read}
     */
    public static StoreException of(String what, Exception cause) {
        String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (said.contains("no space left") || said.contains("quota exceeded") || said.contains("not enough space")) {
            return failure(FilesystemErrorCode.FULL, what + ": the disk is full. Make room and try again", cause);
        }
        if (said.contains("read-only file system") || cause instanceof ReadOnlyFileSystemException) {
            return failure(
                    FilesystemErrorCode.READ_ONLY,
                    what
                            + ": the file system can only be read. Mount it for writing, or use the store for reading only",
                    cause);
        }
        if (cause instanceof AccessDeniedException || said.contains("permission denied")) {
            return failure(
                    FilesystemErrorCode.NO_RIGHTS,
                    what + ": Naust has no right to. Give its user the right to that folder and its files",
                    cause);
        }
        if (cause instanceof NoSuchFileException) {
            return failure(
                    FilesystemErrorCode.VANISHED, what + ": it is not there any more. Somebody removed it", cause);
        }
        String reason = cause instanceof IOException ? cause.getMessage() : cause.toString();
        return failure(
                FilesystemErrorCode.INPUT_OUTPUT, what + ": " + reason + ". Check the disk, then try again", cause);
    }

    private static StoreException failure(FilesystemErrorCode code, String message, Exception cause) {
        return new StoreException(code, message, cause);
    }
}
