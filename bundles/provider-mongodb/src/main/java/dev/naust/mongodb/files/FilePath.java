package dev.naust.mongodb.files;

import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import java.nio.charset.StandardCharsets;

/** Which texts are paths of files: names with {@code /} between them, none of which means another place. */
final class FilePath {
    private static final int LONGEST = 1_000;

    private FilePath() {}

    static boolean isValid(String path) {
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST
                || path.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '\\')) {
            return false;
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return false;
            }
        }
        return true;
    }

    static String require(String path) {
        if (!isValid(path)) {
            throw new StoreException(
                    CommonError.FILE_PATH,
                    "A file's path is made of names with / between them, none of them empty, \".\" or \"..\", without control"
                            + " characters and backslashes, at most " + LONGEST + " bytes. Choose another path");
        }
        return path;
    }
}
